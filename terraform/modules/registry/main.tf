data "aws_partition" "this" {}

locals {
  services = setunion([for name in var.functions : replace(name, "_", "-")], var.others)
}

module "key" {
  source = "../key"

  name        = "${var.prefix}/images"
  description = "Encrypts the functions' images."
}

resource "aws_ecr_repository" "function" {
  for_each = local.services

  name                 = "${var.prefix}/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = false

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = module.key.arn
  }
}

resource "aws_ecr_lifecycle_policy" "function" {
  for_each = aws_ecr_repository.function

  repository = each.value.name

  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Untagged images were never released"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "Rollback reaches ${var.keep_images} images back"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.keep_images }
        action       = { type = "expire" }
      },
    ]
  })
}

# Images are pushed to one account and run in others, whose nodes may only pull.
resource "aws_ecr_repository_policy" "readers" {
  for_each = length(var.readers) > 0 ? aws_ecr_repository.function : {}

  repository = each.value.name
  policy     = data.aws_iam_policy_document.readers.json
}

data "aws_iam_policy_document" "readers" {
  statement {
    sid     = "OtherAccountsPull"
    actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

    principals {
      type        = "AWS"
      identifiers = [for account in var.readers : "arn:${data.aws_partition.this.partition}:iam::${account}:root"]
    }
  }
}
