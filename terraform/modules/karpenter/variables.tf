variable "cluster_name" {
  description = "Cluster that Karpenter creates nodes for."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of that cluster."
  type        = string
}

variable "namespace" {
  description = "Namespace that Karpenter runs in."
  type        = string
  default     = "kube-system"
}

variable "key_arn" {
  description = "KMS key that encrypts the nodes' disks."
  type        = string
}
