variable "name" {
  description = "Name of the key; its alias is alias/<name>."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9/-]{1,200}$", var.name))
    error_message = "A key's name is lower case letters, digits, hyphens and slashes."
  }
}

variable "description" {
  description = "What the key encrypts, in one sentence."
  type        = string
}

variable "service_users" {
  description = "AWS services that use the key directly: the service's host name, and a condition (a context key and the patterns that its value must match) so that only our resources count."
  type = map(object({
    variable = string
    patterns = list(string)
  }))
  default = {}
}

variable "role_users" {
  description = "ARNs of IAM roles that use the key and pass it on to AWS resources, for roles whose policies we cannot change: service-linked roles."
  type        = list(string)
  default     = []
}
