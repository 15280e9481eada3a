output "state_bucket" {
  description = "Bucket for `terraform init -backend-config=bucket=...`."
  value       = module.state.name
}

output "github_settings" {
  description = "GitHub variables that come from here, by environment; those under `repository` are in no environment (docs/pipeline.md)."

  value = {
    repository = merge(
      {
        "${upper(var.environment)}_PLAN_ROLE_ARN" = module.github_access.role_arns["plan"]
        "${upper(var.environment)}_STATE_BUCKET"  = module.state.name
      },
      # Images are pushed to one registry, prod's; every other environment pulls from it.
      var.environment == "prod" ? { PUSH_ROLE_ARN = module.github_access.role_arns["push"] } : {},
    )
    (var.environment) = {
      APPLY_ROLE_ARN = module.github_access.role_arns["apply"]
      STATE_BUCKET   = module.state.name
    }
    "watch-${var.environment}" = { WATCH_ROLE_ARN = module.github_access.role_arns["watch"] }
  }
}
