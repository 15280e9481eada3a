variable "name" {
  description = "Name of the cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,60}$", var.name))
    error_message = "A cluster's name is lower case letters, digits and hyphens."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes; EKS supports each for 14 months, so this moves twice a year."
  type        = string
  default     = "1.35"

  validation {
    condition     = can(regex("^1\\.(3[4-9]|[4-9][0-9])$", var.kubernetes_version))
    error_message = "Kubernetes 1.34 or newer: older ones are out of standard support."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the control plane's network interfaces and of the nodes."
  type        = list(string)
}

variable "node_security_group_id" {
  description = "Security group that the nodes get in addition to the cluster's own."
  type        = string
}

variable "public_access_cidrs" {
  description = "Addresses that reach the API server from outside; empty for none (then only from inside the VPC)."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Addresses are IPv4 CIDR blocks, and the whole internet is not one of them."
  }
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
  description = "ARNs of the IAM roles that look at everything but secrets (group learning:viewers)."
  type        = set(string)
  default     = []
}

variable "system_nodes" {
  description = "The managed node group of what must run before nodes can be made on demand: count, and instance types in order of preference."
  type = object({
    minimum        = number
    maximum        = number
    instance_types = list(string)
    disk_gib       = number
  })

  validation {
    condition     = var.system_nodes.minimum >= 1 && var.system_nodes.maximum >= var.system_nodes.minimum
    error_message = "At least one node, and no maximum under the minimum."
  }
}

variable "log_retention_days" {
  description = "Days that control-plane logs, the audit log among them, are kept."
  type        = number
  default     = 365
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the cluster."
  type        = bool
  default     = true
}
