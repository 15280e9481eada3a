variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "domain" {
  description = "Domain that people open, such as learning.example.org; it gets a zone of its own."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A domain name in lower case, without a dot at its end."
  }
}

variable "query_log_retention_days" {
  description = "Days that the log of DNS queries is kept."
  type        = number
  default     = 365
}
