output "repository_urls" {
  description = "Address of each service's repository."
  value       = { for name, repository in aws_ecr_repository.function : name => repository.repository_url }
}

output "repository_arns" {
  description = "ARN of each service's repository."
  value       = { for name, repository in aws_ecr_repository.function : name => repository.arn }
}
