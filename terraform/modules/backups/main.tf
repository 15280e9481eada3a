data "aws_caller_identity" "this" {}

module "key" {
  source = "../key"

  name        = "${var.name}/backups"
  description = "Encrypts the backups of PostgreSQL, MongoDB, Redis and the cluster."
}

# One bucket, a prefix for each store; each backup job may write below its own prefix only.
module "bucket" {
  source = "../bucket"

  name            = "${var.name}-backups-${data.aws_caller_identity.this.account_id}"
  key_arn         = module.key.arn
  lock_days       = var.retention_days
  expire_days     = var.retention_days
  noncurrent_days = 1
  access_logs     = { bucket = var.access_log_bucket }
}

locals {
  stores = toset(["mongodb", "postgres", "redis", "velero"])
}

# What each backup job may do: see its prefix, add to it, read it back. Versions stay out of reach.
data "aws_iam_policy_document" "writer" {
  for_each = local.stores

  statement {
    sid       = "SeeOwnPrefix"
    actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    resources = [module.bucket.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${each.key}", "${each.key}/*"]
    }
  }

  statement {
    sid       = "FindTheBucket"
    actions   = ["s3:GetBucketLocation"]
    resources = [module.bucket.arn]
  }

  statement {
    sid       = "ReadAndWriteOwnPrefix"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${module.bucket.arn}/${each.key}/*"]
  }

  statement {
    sid       = "UseTheKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [module.key.arn]
  }
}

data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "SeeAllBackups"
    actions   = ["s3:GetBucketLocation", "s3:ListBucket"]
    resources = [module.bucket.arn]
  }

  statement {
    sid       = "ReadAllBackups"
    actions   = ["s3:GetObject"]
    resources = ["${module.bucket.arn}/*"]
  }

  statement {
    sid       = "UseTheKey"
    actions   = ["kms:Decrypt"]
    resources = [module.key.arn]
  }
}
