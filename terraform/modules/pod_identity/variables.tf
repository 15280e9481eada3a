variable "name" {
  description = "Name of the role."
  type        = string
}

variable "cluster_name" {
  description = "Cluster whose pods get the role."
  type        = string
}

variable "namespace" {
  description = "Namespace of the service account."
  type        = string
}

variable "service_account" {
  description = "The one service account whose pods get the role."
  type        = string
}

variable "policy" {
  description = "What the workload may do: an IAM policy document as JSON."
  type        = string

  validation {
    condition     = can(jsondecode(var.policy).Statement)
    error_message = "The policy is an IAM policy document as JSON."
  }
}
