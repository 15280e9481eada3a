mock_provider "aws" {
  source = "../../mocks"

  mock_resource "aws_sesv2_email_identity" {
    defaults = { dkim_signing_attributes = { tokens = ["one", "two", "three"] } }
  }
}

variables {
  name      = "learning-test"
  domain    = "learning.example.org"
  zone_id   = "Z1"
  subscribe = true
}

run "reports_go_to_the_platform_signed" {
  command = apply

  assert {
    condition     = aws_sns_topic.this.signature_version == 2 && aws_sns_topic.this.kms_master_key_id == module.key.arn
    error_message = "The topic signs with SHA-256 and is encrypted by our key."
  }

  assert {
    condition     = aws_sns_topic_subscription.platform[0].endpoint == "https://learning.example.org/api/callbacks/sns" && aws_sns_topic_subscription.platform[0].endpoint_auto_confirms && !aws_sns_topic_subscription.platform[0].raw_message_delivery
    error_message = "The subscription leads to the function, which confirms it, and is not raw: raw messages have no signature."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_subscription.platform[0].delivery_policy).throttlePolicy.maxReceivesPerSecond * 300 < 3000
    error_message = "SNS stays below what the firewall lets one address do in five minutes."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_subscription.platform[0].redrive_policy).deadLetterTargetArn == aws_sqs_queue.lost.arn
    error_message = "What is not taken is kept."
  }

  assert {
    condition     = aws_sesv2_configuration_set_event_destination.callbacks.event_destination[0].sns_destination[0].topic_arn == aws_sns_topic.this.arn
    error_message = "SES reports to the topic."
  }

  assert {
    condition     = aws_sesv2_email_identity.domain.configuration_set_name == aws_sesv2_configuration_set.this.configuration_set_name
    error_message = "Every mail of the domain is reported."
  }
}

run "only_amazons_own_publish" {
  command = apply

  assert {
    condition     = toset([for one in data.aws_iam_policy_document.topic.statement : one.sid]) == toset(["PublishesSes", "PublishesText", "TlsOnly"])
    error_message = "SES and End User Messaging publish, and nobody without TLS."
  }

  assert {
    condition     = alltrue([for one in data.aws_iam_policy_document.topic.statement : contains([for each in one.condition : each.variable], "aws:SourceArn") if startswith(one.sid, "Publishes")])
    error_message = "A publisher is known by its own resource, in this account."
  }
}

run "waits_for_the_platform" {
  command = plan

  variables {
    subscribe = false
  }

  assert {
    condition     = length(aws_sns_topic_subscription.platform) == 0
    error_message = "Without a platform that answers nothing can be subscribed."
  }
}
