output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.name
}

output "writer_policies" {
  description = "What the backup job of each store may do, as IAM policies."
  value       = { for store, document in data.aws_iam_policy_document.writer : store => document.json }
}

output "reader_policy" {
  description = "What the restore drill may do: read everything, change nothing."
  value       = data.aws_iam_policy_document.reader.json
}
