mock_provider "aws" {
  source = "../../mocks"
}

variables {
  environment           = "test"
  domain                = "learning.example.org"
  functions             = ["create_course", "list_courses"]
  nat_gateways          = "one"
  interface_endpoints   = ["sts"]
  system_nodes          = { minimum = 2, maximum = 3, instance_types = ["t4g.large"], disk_gib = 40 }
  public_access_cidrs   = []
  administrators        = []
  viewers               = []
  backup_retention_days = 7
  log_retention_days    = 30
  monthly_budget_usd    = 100
  budget_mail_addresses = ["ops@example.org"]
  deletion_protection   = false
  take_reports          = false
}

run "is_called_by_its_environment" {
  command = plan

  assert {
    condition     = local.name == "learning-test"
    error_message = "Everything is called learning-<environment>."
  }

  assert {
    condition     = length(module.identity) == length(distinct([for one in local.workloads : "${one.namespace}/${one.service_account}"]))
    error_message = "No two workloads share an identity."
  }
}

run "refuses_an_environment_that_names_cannot_hold" {
  command = plan

  variables {
    environment = "Production!"
  }

  expect_failures = [var.environment]
}
