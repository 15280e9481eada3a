data "aws_caller_identity" "this" {}

module "key" {
  source = "../key"

  name        = "${var.name}/backups"
  description = "Encrypts the backups of PostgreSQL, MongoDB, Redis and the cluster."
}

# One bucket, a prefix for each store; each backup job may write only under its own prefix.
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

# What a drill may do: read the backups of its store. Percona's agent writes next to them: a marker
# that it knows the storage (.pbm.init) and the record of a physical restore (.pbm.restore).
locals {
  records = {
    mongodb  = ["mongodb/.pbm.init", "mongodb/.pbm.restore/*"]
    postgres = []
  }
}

data "aws_iam_policy_document" "reader" {
  for_each = local.records

  statement {
    sid       = "SeeOwnPrefix"
    actions   = ["s3:ListBucket"]
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
    sid       = "ReadOwnPrefix"
    actions   = ["s3:GetObject"]
    resources = ["${module.bucket.arn}/${each.key}/*"]
  }

  dynamic "statement" {
    for_each = length(each.value) > 0 ? ["records"] : []

    content {
      sid       = "KeepRecords"
      actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
      resources = [for path in each.value : "${module.bucket.arn}/${path}"]
    }
  }

  statement {
    sid       = "UseTheKey"
    actions   = concat(["kms:Decrypt"], length(each.value) > 0 ? ["kms:GenerateDataKey"] : [])
    resources = [module.key.arn]
  }
}
