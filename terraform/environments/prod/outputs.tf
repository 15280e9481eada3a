output "platform" {
  description = "Everything that manifests, the pipeline and people need to know."
  value       = module.platform
}
