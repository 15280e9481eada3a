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
    condition = alltrue([
      for statement in data.aws_iam_policy_document.controller.statement : length(statement.condition) > 0
      if length(setintersection(statement.actions, ["ec2:TerminateInstances", "ec2:CreateTags", "iam:PassRole", "kms:CreateGrant"])) > 0
    ])
    error_message = "Whatever changes things is conditional."
  }
}
