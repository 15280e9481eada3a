variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "domain" {
  description = "Domain that people open."
  type        = string
}

variable "zone_id" {
  description = "Route 53 zone of the domain."
  type        = string
}

variable "certificate_arn" {
  description = "ACM certificate of the domain, in us-east-1, as CloudFront requires."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the load balancer, one in each zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group of the load balancer."
  type        = string
}

variable "gateway_port" {
  description = "Port on which the NGINX gateway's pods accept TLS."
  type        = number
  default     = 443
}

variable "log_bucket_arn" {
  description = "Bucket that gets CloudFront's logs, below cloudfront/."
  type        = string
}

variable "requests_per_address" {
  description = "Requests that one address may make in five minutes; above it the firewall returns 403."
  type        = number
  default     = 3000

  validation {
    condition     = var.requests_per_address >= 100
    error_message = "A class behind one address makes more than 100 requests in five minutes."
  }
}

variable "sign_ins_per_address" {
  description = "Requests to /api/auth that one address may make in five minutes."
  type        = number
  default     = 300
}

variable "price_class" {
  description = "CloudFront's edge locations: PriceClass_100 (North America, Europe), PriceClass_200, PriceClass_All."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "One of CloudFront's three price classes."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days that the firewall's log is kept."
  type        = number
  default     = 365
}

variable "operator_names" {
  description = "First labels of the hosts that operators open, below the domain; manifests have a listener for each."
  type        = set(string)
  default     = ["argocd", "grafana"]
}
