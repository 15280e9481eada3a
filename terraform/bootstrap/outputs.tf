output "state_bucket" {
  description = "Bucket for `terraform init -backend-config=bucket=...`."
  value       = module.state.name
}

output "github_role_arns" {
  description = "Roles for the pipeline's settings: plan, apply, push."
  value       = module.github_access.role_arns
}
