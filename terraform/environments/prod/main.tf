module "platform" {
  source = "../../modules/platform"

  environment           = "prod"
  domain                = var.domain
  public_access_cidrs   = var.public_access_cidrs
  administrators        = var.administrators
  operators             = var.operators
  viewers               = var.viewers
  budget_mail_addresses = var.budget_mail_addresses

  # The functions are the folders of functions/: a new one gets its repository automatically.
  functions = [for file in fileset("${path.root}/../../../functions", "*/main.py") : dirname(file)]

  # The pipeline pushes to this account's registry; staging pulls from it.
  image_readers = var.image_readers

  # One of everything in each zone, because a zone may fail.
  nat_gateways        = "per_zone"
  interface_endpoints = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts"]
  system_nodes        = { minimum = 3, maximum = 6, instance_types = ["m7i.large", "m6i.large"], disk_gib = 80 }

  backup_retention_days = 30
  take_reports          = var.take_reports
  log_retention_days    = 365
  monthly_budget_usd    = 1500
  deletion_protection   = true
}
