output "zone_id" {
  description = "ID of the zone."
  value       = aws_route53_zone.this.zone_id
}

output "zone_arn" {
  description = "ARN of the zone."
  value       = aws_route53_zone.this.arn
}

output "name_servers" {
  description = "Name servers to enter in the parent zone."
  value       = aws_route53_zone.this.name_servers
}

output "ds_record" {
  description = "DS record to enter in the parent zone."
  value       = aws_route53_key_signing_key.this.ds_record
}

output "certificate_arn" {
  description = "Certificate for CloudFront, once it is validated."
  value       = aws_acm_certificate_validation.this.certificate_arn
}
