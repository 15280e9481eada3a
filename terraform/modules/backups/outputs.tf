output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.name
}

output "writer_policies" {
  description = "What the backup job of each store may do, as IAM policies."
  value       = { for store, document in data.aws_iam_policy_document.writer : store => document.json }
}

output "reader_policies" {
  description = "What the restore drill of each store may do: read its backups, and write its own record where the store's tool does."
  value       = { for store, document in data.aws_iam_policy_document.reader : store => document.json }
}
