variable "name" {
  description = "Name of the budget, such as learning-prod."
  type        = string
}

variable "monthly_usd" {
  description = "What a month may cost, in US dollars."
  type        = number

  validation {
    condition     = var.monthly_usd > 0
    error_message = "A budget is more than nothing."
  }
}

variable "mail_addresses" {
  description = "Email addresses that are notified when the budget is nearly or completely spent."
  type        = set(string)

  validation {
    condition     = length(var.mail_addresses) > 0 && alltrue([for address in var.mail_addresses : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "At least one mail address: a budget that tells nobody is none."
  }
}
