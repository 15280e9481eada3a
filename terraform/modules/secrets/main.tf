# Names and guards only. Terraform never handles values, so that no state file contains one: people
# enter them once, with the command in README.md.

module "key" {
  source = "../key"

  name        = "${var.name}/secrets"
  description = "Encrypts the platform's secrets."
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  name                    = join("/", concat(["learning"], each.value.of_cluster ? [] : [var.environment], [coalesce(each.value.name, each.key)]))
  description             = each.value.description
  kms_key_id              = module.key.arn
  recovery_window_in_days = var.recovery_days
  tags                    = { keys = join(" ", each.value.keys) }
}

# What External Secrets may do: read these and no others.
data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "ReadPlatformSecrets"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = [for secret in aws_secretsmanager_secret.this : secret.arn]
  }

  statement {
    sid       = "UseTheKey"
    actions   = ["kms:Decrypt"]
    resources = [module.key.arn]
  }
}
