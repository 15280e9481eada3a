mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name             = "learning-test"
  repository       = "example/learning-platform"
  environment      = "test"
  state_bucket_arn = "arn:aws:s3:::state"
  state_key_arn    = "arn:aws:kms:us-east-1:123456789012:key/test"
}

run "takes_exact_subjects_only" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for document in data.aws_iam_policy_document.trust : [
        for condition in document.statement[0].condition : condition.test == "StringEquals" && alltrue([for value in condition.values : !strcontains(value, "*")])
      ]
    ]))
    error_message = "No role takes a pattern of subjects."
  }

  assert {
    condition     = local.roles.watch == "repo:example/learning-platform:environment:watch-test"
    error_message = "Looks are made by jobs of an environment of their own."
  }

  assert {
    condition     = data.aws_iam_policy_document.watch.statement[0].actions == toset(["eks:DescribeCluster"])
    error_message = "A look changes nothing."
  }

  assert {
    condition     = local.roles.apply == "repo:example/learning-platform:environment:test"
    error_message = "Only jobs of the environment, behind its reviewers, change things."
  }
}

run "refuses_a_pattern_of_repositories" {
  command = plan

  variables {
    repository = "example/*"
  }

  expect_failures = [var.repository]
}

run "shows_no_secret_to_a_pull_request" {
  command = plan

  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.plan.statement :
      try(statement.effect == "Deny" && contains(statement.actions, "secretsmanager:GetSecretValue") && contains(statement.resources, "*"), false)
    ])
    error_message = "The role that plans is denied every secret's value."
  }
}
