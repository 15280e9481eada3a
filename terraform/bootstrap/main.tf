# Run once in each AWS account, by a person: what Terraform and the pipeline need before they can
# work. The pipeline's own permissions are defined here, where the pipeline cannot change them.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  name = "learning-${var.environment}"
  logs = "${local.name}-state-logs-${data.aws_caller_identity.this.account_id}"
  # Known before the bucket is created, so that the two can name each other.
  state     = "${local.name}-state-${data.aws_caller_identity.this.account_id}"
  state_arn = "arn:${data.aws_partition.this.partition}:s3:::${local.state}"
}

module "key" {
  source = "../modules/key"

  name        = "${local.name}/state"
  description = "Encrypts the Terraform state."
}

module "logs" {
  source = "../modules/bucket"

  name        = local.logs
  key_arn     = null
  expire_days = 365

  log_writers = {
    access = { service = "logging.s3.amazonaws.com", prefix = "access", sources = [local.state_arn] }
  }
}

module "state" {
  source = "../modules/bucket"

  name            = local.state
  key_arn         = module.key.arn
  noncurrent_days = 365
  access_logs     = { bucket = module.logs.name }
}

module "github_access" {
  source = "../modules/github_access"

  name             = local.name
  repository       = var.repository
  environment      = var.environment
  state_bucket_arn = module.state.arn
  state_key_arn    = module.key.arn
}
