variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "domain" {
  description = "Host name of the app, whose pages may use the links."
  type        = string
}

variable "access_log_bucket" {
  description = "Bucket that gets the access logs."
  type        = string
}

variable "noncurrent_days" {
  description = "Days that a deleted object can be brought back."
  type        = number
  default     = 30
}
