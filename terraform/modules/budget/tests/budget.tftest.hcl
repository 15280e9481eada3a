mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name           = "learning-test"
  monthly_usd    = 500
  mail_addresses = ["ops@example.org"]
}

run "warns_before_and_after" {
  command = apply

  assert {
    condition     = toset([for one in aws_budgets_budget.monthly.notification : one.threshold]) == toset([50, 80, 100]) && length(aws_budgets_budget.monthly.notification) == 4
    error_message = "Half, most, all, and all by forecast."
  }
}

run "refuses_to_tell_nobody" {
  command = plan

  variables {
    mail_addresses = []
  }

  expect_failures = [var.mail_addresses]
}

run "refuses_a_budget_of_nothing" {
  command = plan

  variables {
    monthly_usd = 0
  }

  expect_failures = [var.monthly_usd]
}
