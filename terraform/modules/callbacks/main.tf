# Reports from SES and from the senders of texts go through one topic to the platform's own address.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  partition = data.aws_partition.this.partition
  account   = data.aws_caller_identity.this.account_id
  region    = data.aws_region.this.region
  topic     = "${var.name}-callbacks"
  # Known before the topic is created, so that key and topic can name each other.
  topic_arn = "arn:${local.partition}:sns:${local.region}:${local.account}:${local.topic}"

  # Who may publish, and from which of their resources.
  publishers = {
    ses  = { service = "ses.amazonaws.com", source = "arn:${local.partition}:ses:${local.region}:${local.account}:configuration-set/${var.name}" }
    text = { service = "sms-voice.amazonaws.com", source = "arn:${local.partition}:sms-voice:${local.region}:${local.account}:configuration-set/*" }
  }
}

# Reports contain addresses.
module "key" {
  source = "../key"

  name        = "${var.name}/callbacks"
  description = "Encrypts what providers report about messages."

  service_users = {
    for one in values(local.publishers) :
    one.service => { variable = "kms:EncryptionContext:aws:sns:topicArn", patterns = [local.topic_arn] }
  }
}

resource "aws_sns_topic" "this" {
  name              = local.topic
  kms_master_key_id = module.key.arn
  signature_version = 2
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
  dynamic "statement" {
    for_each = local.publishers

    content {
      sid       = "Publishes${title(statement.key)}"
      actions   = ["sns:Publish"]
      resources = [local.topic_arn]

      principals {
        type        = "Service"
        identifiers = [statement.value.service]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = [statement.value.source]
      }
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [local.topic_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_subscription" "platform" {
  count = var.subscribe ? 1 : 0

  topic_arn = aws_sns_topic.this.arn
  protocol  = "https"
  endpoint  = "https://${var.domain}/api/callbacks/sns"
  # The function confirms by itself; if it does not within this time, the apply fails.
  endpoint_auto_confirms          = true
  confirmation_timeout_in_minutes = 5
  # A raw message has no signature.
  raw_message_delivery = false
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.lost.arn })

  # About 3,400 of the 3,600 seconds that AWS allows: a deployment or a store's outage is shorter.
  delivery_policy = jsonencode({
    healthyRetryPolicy = {
      numRetries         = 17
      numNoDelayRetries  = 0
      minDelayTarget     = 1
      numMinDelayRetries = 2
      maxDelayTarget     = 300
      numMaxDelayRetries = 10
      backoffFunction    = "exponential"
    }
    # Also less than the firewall allows from one address (requests_per_address): SNS treats its 403
    # as final.
    throttlePolicy = { maxReceivesPerSecond = 8 }
  })
}

# Reports that could not be delivered within an hour, for an operator
# (docs/runbooks/notifications.md).

resource "aws_sqs_queue" "lost" {
  name                      = "${var.name}-callbacks-lost"
  message_retention_seconds = 14 * 24 * 3600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "lost" {
  queue_url = aws_sqs_queue.lost.url
  policy    = data.aws_iam_policy_document.lost.json
}

data "aws_iam_policy_document" "lost" {
  statement {
    sid       = "MessagesOfTheTopic"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.lost.arn]

    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_sns_topic.this.arn]
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.lost.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
