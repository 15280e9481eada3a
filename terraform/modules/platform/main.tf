# The whole platform in one environment. Environments differ only in their arguments.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  name    = "learning-${var.environment}"
  account = data.aws_caller_identity.this.account_id
  # Known before the buckets are created, so that the two can name each other.
  backup_bucket_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.name}-backups-${local.account}"
  files_bucket_arn  = "arn:${data.aws_partition.this.partition}:s3:::${local.name}-files-${local.account}"
  # bootstrap/ created it: the pipeline looks at what it has released.
  watch_role_arn = "arn:${data.aws_partition.this.partition}:iam::${local.account}:role/${local.name}-github-watch"
  log_sources    = "arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.region}:${local.account}:delivery-source:*"
}

module "network" {
  source = "../network"

  name                    = local.name
  cluster_name            = local.name
  nat_gateways            = var.nat_gateways
  interface_endpoints     = var.interface_endpoints
  flow_log_retention_days = var.log_retention_days
}

module "cluster" {
  source = "../cluster"

  name                   = local.name
  subnet_ids             = values(module.network.private_subnet_ids)
  node_security_group_id = module.network.node_security_group_id
  public_access_cidrs    = var.public_access_cidrs
  administrators         = var.administrators
  operators              = var.operators
  viewers                = setunion(var.viewers, [local.watch_role_arn])
  system_nodes           = var.system_nodes
  log_retention_days     = var.log_retention_days
  deletion_protection    = var.deletion_protection
}

module "karpenter" {
  source = "../karpenter"

  cluster_name = module.cluster.name
  cluster_arn  = module.cluster.arn
  key_arn      = module.cluster.key_arn
}

module "registry" {
  source = "../registry"

  functions = var.functions
  others    = ["front-end", "migrate"]
  readers   = var.image_readers
}

module "secrets" {
  source = "../secrets"

  name        = local.name
  environment = var.environment
}

# S3 and CloudFront write here; S3 can do so only into a bucket with S3's own key.
module "logs" {
  source = "../bucket"

  name        = "${local.name}-logs-${local.account}"
  key_arn     = null
  expire_days = var.log_retention_days

  log_writers = {
    access     = { service = "logging.s3.amazonaws.com", prefix = "access", sources = [local.backup_bucket_arn, local.files_bucket_arn] }
    cloudfront = { service = "delivery.logs.amazonaws.com", prefix = "cloudfront", sources = [local.log_sources] }
  }
}

module "backups" {
  source = "../backups"

  name              = local.name
  retention_days    = var.backup_retention_days
  access_log_bucket = module.logs.name
}

module "files" {
  source = "../files"

  name              = local.name
  domain            = var.domain
  access_log_bucket = module.logs.name
}

module "dns" {
  source = "../dns"

  name                     = local.name
  domain                   = var.domain
  query_log_retention_days = var.log_retention_days
}

module "edge" {
  source = "../edge"

  name                = local.name
  domain              = var.domain
  zone_id             = module.dns.zone_id
  certificate_arn     = module.dns.certificate_arn
  vpc_id              = module.network.vpc_id
  subnet_ids          = values(module.network.private_subnet_ids)
  security_group_id   = module.network.load_balancer_security_group_id
  log_bucket_arn      = module.logs.arn
  log_retention_days  = var.log_retention_days
  deletion_protection = var.deletion_protection
}

module "callbacks" {
  source = "../callbacks"

  name      = local.name
  domain    = var.domain
  zone_id   = module.dns.zone_id
  subscribe = var.take_reports
}

module "budget" {
  source = "../budget"

  name           = local.name
  monthly_usd    = var.monthly_budget_usd
  mail_addresses = var.budget_mail_addresses
}
