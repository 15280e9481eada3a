output "platform" {
  description = "Everything that manifests, the pipeline and people need."
  value       = module.platform
}

output "github_settings" {
  description = "GitHub environment variables that come from here, by environment (docs/pipeline.md)."
  value       = { watch-prod = { CLUSTER = module.platform.cluster.name, URL = "https://${var.domain}" } }
}
