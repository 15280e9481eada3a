mock_provider "aws" {
  source = "../../mocks"
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

run "gives_the_reader_these_secrets_only" {
  command = apply

  assert {
    condition     = toset(data.aws_iam_policy_document.reader.statement[0].resources) == toset([for secret in aws_secretsmanager_secret.this : secret.arn])
    error_message = "External Secrets reads the platform's secrets and no others."
  }
}
