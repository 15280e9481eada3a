mock_provider "aws" {
  source = "../../mocks"
}

variables {
  cluster_name = "learning-test"
  cluster_arn  = "arn:aws:eks:us-east-1:123456789012:cluster/learning-test"
  key_arn      = "arn:aws:kms:us-east-1:123456789012:key/test"
}

run "hears_of_interruptions" {
  command = apply

  assert {
    condition     = length(aws_cloudwatch_event_target.interruption) == 5 && alltrue([for target in aws_cloudwatch_event_target.interruption : target.arn == aws_sqs_queue.interruptions.arn])
    error_message = "Every kind of interruption reaches the queue."
  }

  assert {
    condition     = aws_sqs_queue.interruptions.sqs_managed_sse_enabled
    error_message = "The queue is encrypted."
  }
}

run "makes_only_what_carries_the_clusters_tag" {
  command = plan

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.controller.statement : tolist(statement.actions)
      if length(statement.condition) > 0
      ])) == toset([
      "ec2:CreateFleet",
      "ec2:CreateLaunchTemplate",
      "ec2:CreateTags",
      "ec2:DeleteLaunchTemplate",
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeInstances",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
      "ec2:RunInstances",
      "ec2:TerminateInstances",
      "iam:PassRole",
      "kms:CreateGrant",
    ])
    error_message = "These actions, and no others, are conditional."
  }

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.controller.statement : tolist(statement.actions)
      if length(statement.condition) == 0
      ])) == toset([
      "ec2:CreateFleet",
      "ec2:RunInstances",
      "eks:DescribeCluster",
      "iam:GetInstanceProfile",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
      "pricing:GetProducts",
      "sqs:DeleteMessage",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "ssm:GetParameter",
    ])
    error_message = "Without a condition it uses what nodes are made of, reads, and encrypts disks."
  }
}
