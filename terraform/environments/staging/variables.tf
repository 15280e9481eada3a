variable "domain" {
  description = "Domain that people open."
  type        = string
}

variable "public_access_cidrs" {
  description = "Addresses that reach the cluster's API server from outside: the office, the VPN."
  type        = set(string)
  default     = []
}

variable "administrators" {
  description = "ARNs of the IAM roles that administer the cluster."
  type        = set(string)
  default     = []
}

variable "operators" {
  description = "ARNs of the IAM roles that look at the cluster and may pause Argo CD to move traffic (group learning:operators)."
  type        = set(string)
  default     = []
}

variable "viewers" {
  description = "ARNs of the IAM roles that look at the cluster."
  type        = set(string)
  default     = []
}

variable "budget_mail_addresses" {
  description = "Email addresses that are notified about costs."
  type        = set(string)
}

variable "take_reports" {
  description = "Whether the platform accepts SES's reports about mails; false until its function is running."
  type        = bool
  default     = false
}
