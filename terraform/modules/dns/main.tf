data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  log_arn   = "arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.region}:${local.account}:log-group:${local.log_group}"
  log_group = "/aws/route53/${var.domain}"
}

resource "aws_route53_zone" "this" {
  name    = var.domain
  comment = "${var.name}: records are made by Terraform and, for certificates, by cert-manager"
}

# The zone signs itself; its DS record goes into the parent zone by hand, once (README.md).

resource "aws_kms_key" "dnssec" {
  description              = "Signs ${var.domain}."
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 30
  policy                   = data.aws_iam_policy_document.dnssec.json
}

data "aws_iam_policy_document" "dnssec" {
  statement {
    sid       = "AccountDecides"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.this.partition}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "ZonesSign"
    actions   = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["dnssec-route53.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  statement {
    sid       = "ZonesKeepTheKey"
    actions   = ["kms:CreateGrant"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["dnssec-route53.amazonaws.com"]
    }

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

resource "aws_route53_key_signing_key" "this" {
  hosted_zone_id             = aws_route53_zone.this.zone_id
  key_management_service_arn = aws_kms_key.dnssec.arn
  name                       = "first"
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  hosted_zone_id = aws_route53_key_signing_key.this.hosted_zone_id
}

resource "aws_route53_record" "caa" {
  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  # Amazon's certificate is at CloudFront, Let's Encrypt's at the gateway.
  records = ["0 issue \"amazon.com\"", "0 issue \"letsencrypt.org\""]
}

# CloudFront's certificate, also for the operators' hosts one label below; the gateway has its own from
# Let's Encrypt. The domain and its wildcard are validated by one and the same record.

resource "aws_acm_certificate" "this" {
  domain_name               = var.domain
  subject_alternative_names = ["*.${var.domain}"]
  validation_method         = "DNS"
  key_algorithm             = "EC_prime256v1"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  zone_id         = aws_route53_zone.this.zone_id
  name            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_name
  type            = tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_type
  records         = [tolist(aws_acm_certificate.this.domain_validation_options)[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [aws_route53_record.validation.fqdn]
}

# Who asked for what: the query log.

module "log_key" {
  source = "../key"

  name        = "${var.name}/dns-logs"
  description = "Encrypts the log of DNS queries."

  service_users = {
    "logs.${data.aws_region.this.region}.amazonaws.com" = {
      variable = "kms:EncryptionContext:aws:logs:arn"
      patterns = [local.log_arn]
    }
  }
}

resource "aws_cloudwatch_log_group" "queries" {
  name              = local.log_group
  retention_in_days = var.query_log_retention_days
  kms_key_id        = module.log_key.arn
}

resource "aws_cloudwatch_log_resource_policy" "queries" {
  policy_name     = "${var.name}-dns-queries"
  policy_document = data.aws_iam_policy_document.queries.json
}

data "aws_iam_policy_document" "queries" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["route53.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_route53_query_log" "this" {
  zone_id                  = aws_route53_zone.this.zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.queries.arn
  depends_on               = [aws_cloudwatch_log_resource_policy.queries]
}
