variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "repository" {
  description = "GitHub repository that may assume the roles, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "A repository is owner/name, without wildcards."
  }
}

variable "environment" {
  description = "GitHub environment whose jobs may change things here, guarded by its reviewers; jobs of watch-<environment> may look."
  type        = string
}

variable "release_branch" {
  description = "Branch whose jobs may push images."
  type        = string
  default     = "main"
}

variable "state_bucket_arn" {
  description = "Bucket of the Terraform state."
  type        = string
}

variable "state_key_arn" {
  description = "KMS key of the Terraform state."
  type        = string
}

variable "image_prefix" {
  description = "First part of the names of the repositories that images are pushed to."
  type        = string
  default     = "learning"
}
