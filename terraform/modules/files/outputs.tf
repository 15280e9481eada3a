output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.name
}

output "arn" {
  description = "ARN of the bucket."
  value       = module.bucket.arn
}

output "policies" {
  description = "What each function may do, as IAM policies."
  value       = { for function, document in data.aws_iam_policy_document.function : function => document.json }
}
