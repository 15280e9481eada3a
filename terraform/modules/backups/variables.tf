variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "retention_days" {
  description = "Days that a backup is kept; during that time nobody can delete or change it."
  type        = number
  default     = 30

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 365
    error_message = "Backups are kept for 1 to 365 days."
  }
}

variable "access_log_bucket" {
  description = "Bucket that gets the access logs."
  type        = string
}
