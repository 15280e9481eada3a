data "aws_caller_identity" "this" {}

module "key" {
  source = "../key"

  name        = "${var.name}/files"
  description = "Encrypts what people upload."
}

# A deleted object stays as a version for as long as PostgreSQL may be set back.
module "bucket" {
  source = "../bucket"

  name            = "${var.name}-files-${data.aws_caller_identity.this.account_id}"
  key_arn         = module.key.arn
  noncurrent_days = var.noncurrent_days
  access_logs     = { bucket = var.access_log_bucket }
}

resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = module.bucket.name

  cors_rule {
    id              = "app"
    allowed_origins = ["https://${var.domain}"]
    allowed_methods = ["GET", "HEAD", "PUT"]
    allowed_headers = ["content-type", "if-none-match", "range"]
    expose_headers  = ["content-length", "content-range", "etag"]
    max_age_seconds = 3600
  }
}

locals {
  purposes = ["captions", "cover", "lesson", "submission", "video"]
  uploads  = [for purpose in local.purposes : "${module.bucket.arn}/${purpose}/*"]

  resized = "${module.bucket.arn}/resized/*"

  rights = {
    create-file      = { actions = ["s3:PutObject"], resources = local.uploads, key = ["kms:GenerateDataKey"], list = false, makes = [] }
    complete-file    = { actions = ["s3:GetObject"], resources = local.uploads, key = ["kms:Decrypt"], list = true, makes = [] }
    get-file         = { actions = ["s3:GetObject"], resources = local.uploads, key = ["kms:Decrypt"], list = false, makes = [] }
    get-lesson       = { actions = ["s3:GetObject"], resources = local.uploads, key = ["kms:Decrypt"], list = false, makes = [] }
    get-submission   = { actions = ["s3:GetObject"], resources = ["${module.bucket.arn}/submission/*"], key = ["kms:Decrypt"], list = false, makes = [] }
    get-course-cover = { actions = ["s3:GetObject"], resources = ["${module.bucket.arn}/cover/*", local.resized], key = ["kms:Decrypt"], list = false, makes = [] }
    resize-cover     = { actions = ["s3:GetObject"], resources = ["${module.bucket.arn}/cover/*"], key = ["kms:Decrypt", "kms:GenerateDataKey"], list = true, makes = [local.resized] }
    collect-files    = { actions = ["s3:DeleteObject"], resources = ["${module.bucket.arn}/*"], key = [], list = false, makes = [] }
  }
}

data "aws_iam_policy_document" "function" {
  for_each = local.rights

  statement {
    sid       = "UseObjects"
    actions   = each.value.actions
    resources = each.value.resources
  }

  # Never what somebody uploaded: originals stay as they came.
  dynamic "statement" {
    for_each = length(each.value.makes) > 0 ? ["makes"] : []

    content {
      sid       = "MakeObjects"
      actions   = ["s3:PutObject"]
      resources = each.value.makes
    }
  }

  # Without it a key that is not there is "403", and nobody could tell it from a refusal.
  dynamic "statement" {
    for_each = each.value.list ? ["list"] : []

    content {
      sid       = "LearnThatThereIsNone"
      actions   = ["s3:ListBucket"]
      resources = [module.bucket.arn]
    }
  }

  dynamic "statement" {
    for_each = length(each.value.key) > 0 ? ["key"] : []

    content {
      sid       = "UseTheKey"
      actions   = each.value.key
      resources = [module.key.arn]
    }
  }
}
