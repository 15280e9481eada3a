output "platform" {
  description = "Everything that manifests, the pipeline and people need to know."
  value       = module.platform
}

output "github_settings" {
  description = "Variables of GitHub's environments that come from here, by environment (docs/pipeline.md)."
  value       = { watch-staging = { CLUSTER = module.platform.cluster.name, URL = "https://${var.domain}" } }
}
