mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name        = "learning-test/logs"
  description = "Encrypts the logs of a test."
}

run "rotates_and_waits_before_deletion" {
  command = apply

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "A key rotates, and its deletion can be taken back for 30 days."
  }

  assert {
    condition     = output.alias == "alias/learning-test/logs"
    error_message = "The alias is the name."
  }
}

run "lets_a_service_in_only_under_a_condition" {
  command = plan

  variables {
    service_users = {
      "logs.us-east-1.amazonaws.com" = {
        variable = "kms:EncryptionContext:aws:logs:arn"
        patterns = ["arn:aws:logs:us-east-1:123456789012:*"]
      }
    }
  }

  assert {
    condition     = length(data.aws_iam_policy_document.this.statement) == 2
    error_message = "One statement for the account, one for the service."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.this.statement[1].condition) == 1
    error_message = "A service's statement is conditional."
  }
}

run "refuses_a_name_that_is_no_alias" {
  command = plan

  variables {
    name = "Has Spaces"
  }

  expect_failures = [var.name]
}
