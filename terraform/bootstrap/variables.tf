variable "environment" {
  description = "Environment of this AWS account: dev or prod. Each has an account of its own."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "The environments are dev and prod."
  }
}

variable "repository" {
  description = "GitHub repository whose jobs may plan, apply and push, as owner/name."
  type        = string
}
