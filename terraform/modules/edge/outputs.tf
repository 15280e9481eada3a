output "target_group_arn" {
  description = "Target group for the TargetGroupBinding of the NGINX gateway."
  value       = aws_lb_target_group.gateway.arn
}

output "distribution_id" {
  description = "CloudFront distribution, for invalidations."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_domain" {
  description = "CloudFront's own name of the distribution."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "operator_urls" {
  description = "Addresses of Argo CD and Grafana, whose sign-in pages the identity provider has to allow."
  value       = { for name, host in local.operator_hosts : name => "https://${host}" }
}
