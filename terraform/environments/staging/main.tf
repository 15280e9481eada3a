module "platform" {
  source = "../../modules/platform"

  environment           = "staging"
  domain                = var.domain
  public_access_cidrs   = var.public_access_cidrs
  administrators        = var.administrators
  operators             = var.operators
  viewers               = var.viewers
  budget_mail_addresses = var.budget_mail_addresses

  # The functions are the folders of functions/: a new one gets its repository automatically.
  functions = [for file in fileset("${path.root}/../../../functions", "*/main.py") : dirname(file)]

  # The same as prod, but smaller: a release that starts here starts there. Stores spread over three
  # zones as in prod; NAT may be down for an hour.
  nat_gateways        = "one"
  interface_endpoints = []
  system_nodes        = { minimum = 3, maximum = 4, instance_types = ["t3.large"], disk_gib = 40 }

  backup_retention_days = 7
  take_reports          = var.take_reports
  log_retention_days    = 30
  monthly_budget_usd    = 700
  deletion_protection   = false
}
