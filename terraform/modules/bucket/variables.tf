variable "name" {
  description = "Name of the bucket, unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name is 3 to 63 lower case letters, digits and hyphens."
  }
}

variable "key_arn" {
  description = "KMS key that encrypts every object; null for S3's own key, which S3 requires where it writes access logs itself."
  type        = string
}

variable "lock_days" {
  description = "Days during which nobody can delete or overwrite any version of an object (Object Lock, COMPLIANCE mode); 0 for none. Can be switched on only when the bucket is created."
  type        = number
  default     = 0
}

variable "expire_days" {
  description = "Days after which an object stops being current; 0 keeps it for ever."
  type        = number
  default     = 0
}

variable "noncurrent_days" {
  description = "Days that a version is kept after it has stopped being current."
  type        = number
  default     = 30
}

variable "access_logs" {
  description = "Bucket that gets the access logs; null where this is that bucket."
  type = object({
    bucket = string
  })
  default = null
}

variable "log_writers" {
  description = "AWS services that write logs here: service, prefix and the ARNs (patterns) on whose behalf."
  type = map(object({
    service = string
    prefix  = string
    sources = list(string)
  }))
  default = {}
}
