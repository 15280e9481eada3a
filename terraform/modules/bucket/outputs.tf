output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "domain_name" {
  description = "Host name of the bucket, for services that deliver logs to it."
  value       = aws_s3_bucket.this.bucket_domain_name
}
