variable "environment" {
  description = "Name of the environment: dev, staging or prod. Everything is called learning-<environment>."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,9}$", var.environment))
    error_message = "An environment's name is 2 to 10 lower case letters and digits."
  }
}

variable "domain" {
  description = "Domain that people open."
  type        = string
}

variable "functions" {
  description = "Folder names of the functions."
  type        = set(string)
}

variable "image_readers" {
  description = "Numbers of the AWS accounts whose clusters pull images from this one's registry."
  type        = set(string)
  default     = []
}

variable "nat_gateways" {
  description = "one or per_zone."
  type        = string
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC."
  type        = set(string)
}

variable "system_nodes" {
  description = "The managed node group."
  type = object({
    minimum        = number
    maximum        = number
    instance_types = list(string)
    disk_gib       = number
  })
}

variable "public_access_cidrs" {
  description = "Addresses that reach the cluster's API server from outside."
  type        = set(string)
}

variable "administrators" {
  description = "ARNs of the IAM roles that administer the cluster."
  type        = set(string)
}

variable "operators" {
  description = "ARNs of the IAM roles that look at the cluster and may pause Argo CD to move traffic (group learning:operators)."
  type        = set(string)
  default     = []
}

variable "viewers" {
  description = "ARNs of the IAM roles that look at the cluster."
  type        = set(string)
}

variable "take_reports" {
  description = "Whether the platform accepts SES's reports about mails; false until its function is running."
  type        = bool
}

variable "backup_retention_days" {
  description = "Days that backups are kept, and locked."
  type        = number
}

variable "log_retention_days" {
  description = "Days that flow, audit, DNS and firewall logs are kept."
  type        = number
}

variable "monthly_budget_usd" {
  description = "What a month may cost."
  type        = number
}

variable "budget_mail_addresses" {
  description = "Email addresses that are notified about costs."
  type        = set(string)
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the cluster and the load balancer."
  type        = bool
}
