mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }
}


variables {
  name        = "learning-test"
  environment = "test"
}

run "has_the_secrets_that_functions_ask_for" {
  command = apply

  assert {
    condition     = toset([for secret in aws_secretsmanager_secret.this : secret.name]) == toset(["learning/test/postgres", "learning/test/mongodb", "learning/test/mongodb-system", "learning/test/redis", "learning/test/kafka", "learning/test/push", "learning/test/smtp", "learning/test/identity", "learning/test/notifications", "learning/test/migrate", "learning/grafana", "learning/sign-in", "learning/notifications"])
    error_message = "Secrets are named like the Kubernetes secrets, below their environment or their cluster."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.kms_key_id == module.key.arn])
    error_message = "Our key encrypts them."
  }
}

run "refuses_a_secret_without_keys" {
  command = plan

  variables {
    secrets = { empty = { description = "Nothing", keys = [] } }
  }

  expect_failures = [var.secrets]
}
