output "names" {
  description = "Name of each secret in Secrets Manager; its last part is the ExternalSecret's."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.name }
}

output "reader_policy" {
  description = "What External Secrets may do, as an IAM policy."
  value       = data.aws_iam_policy_document.reader.json
}
