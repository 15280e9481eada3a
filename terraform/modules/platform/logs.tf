# What pods write (decision 0074). Fluent Bit may add to it, and nothing in the cluster may read, change
# or delete it: heads of the audit trail are noted here.

locals {
  pod_logs = "/learning/${var.environment}/pods"
}

module "pod_log_key" {
  source = "../key"

  name        = "${local.name}/pods"
  description = "Encrypts what pods log."

  service_users = {
    "logs.${data.aws_region.this.region}.amazonaws.com" = {
      variable = "kms:EncryptionContext:aws:logs:arn"
      patterns = ["arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.region}:${local.account}:log-group:${local.pod_logs}"]
    }
  }
}

resource "aws_cloudwatch_log_group" "pods" {
  name              = local.pod_logs
  retention_in_days = var.log_retention_days
  kms_key_id        = module.pod_log_key.arn
}

# One call, one trace, one person: found without reading everything of a year.
resource "aws_cloudwatch_log_index_policy" "pods" {
  log_group_name  = aws_cloudwatch_log_group.pods.name
  policy_document = jsonencode({ Fields = ["request_id", "trace_id", "user_id"] })
}

data "aws_iam_policy_document" "pod_logs" {
  statement {
    sid       = "AddLines"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.pods.arn}:*"]
  }
}
