output "cluster" {
  description = "What manifests and people need to know about the cluster."
  value = {
    name                  = module.cluster.name
    endpoint              = module.cluster.endpoint
    certificate_authority = module.cluster.certificate_authority
    volume_key_arn        = module.cluster.key_arn
  }
}

output "karpenter" {
  description = "Values for Karpenter's settings and its EC2NodeClass."
  value = {
    instance_profile = module.karpenter.instance_profile
    queue_name       = module.karpenter.queue_name
  }
}

output "repository_urls" {
  description = "Where each function's images are pushed."
  value       = module.registry.repository_urls
}

output "callback_topic_arn" {
  description = "Topic for LMS_CALLBACK_TOPICS: callbackTopics in manifests/overlays/<environment>/settings.yaml."
  value       = module.callbacks.topic_arn
}

output "target_group_arn" {
  description = "Target group for the gateway's TargetGroupBinding."
  value       = module.edge.target_group_arn
}

output "files_bucket" {
  description = "Bucket of files, for LMS_OBJECTS_URL: filesUrl in manifests/overlays/<environment>/settings.yaml."
  value       = module.files.bucket
}

output "backup_bucket" {
  description = "Bucket of the backups."
  value       = module.backups.bucket
}

output "secret_names" {
  description = "Names in Secrets Manager, by the Kubernetes secret they become."
  value       = module.secrets.names
}

output "delegation" {
  description = "What the parent zone must say: name servers and DS record."
  value = {
    name_servers = module.dns.name_servers
    ds_record    = module.dns.ds_record
  }
}

output "operator_urls" {
  description = "Addresses of Argo CD and Grafana: redirect to <argocd>/auth/callback and <grafana>/login/generic_oauth."
  value       = module.edge.operator_urls
}

output "distribution" {
  description = "CloudFront distribution."
  value = {
    id     = module.edge.distribution_id
    domain = module.edge.distribution_domain
  }
}
