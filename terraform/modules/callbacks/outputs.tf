output "topic_arn" {
  description = "ARN for LMS_CALLBACK_TOPICS: manifests/overlays/<environment>/settings.yaml."
  value       = aws_sns_topic.this.arn
}

output "configuration_set" {
  description = "SES configuration set of the platform's mails."
  value       = aws_sesv2_configuration_set.this.configuration_set_name
}
