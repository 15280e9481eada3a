variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "domain" {
  description = "Domain that people open, that mails come from, and that receives the reports."
  type        = string
}

variable "zone_id" {
  description = "The domain's zone, for the records that prove to SES that it is ours."
  type        = string
}

variable "subscribe" {
  description = "Whether the platform accepts reports yet: its function has to be running, with the topic in its list, before Terraform can subscribe it."
  type        = bool
}
