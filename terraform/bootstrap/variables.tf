variable "environment" {
  description = "Environment of this AWS account: dev, staging or prod. Each has an account of its own."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environments are dev, staging and prod."
  }
}

variable "repository" {
  description = "GitHub repository whose jobs may plan, apply and push, as owner/name."
  type        = string
}
