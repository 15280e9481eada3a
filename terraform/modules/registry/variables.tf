variable "prefix" {
  description = "First part of every repository's name."
  type        = string
  default     = "learning"
}

variable "functions" {
  description = "The functions' folder names, such as create_course; each gets a repository with the service's name, create-course."
  type        = set(string)

  validation {
    condition     = length(var.functions) > 0 && alltrue([for name in var.functions : can(regex("^[a-z][a-z0-9_]*$", name))])
    error_message = "There is at least one function, and functions are named in snake_case."
  }
}

variable "others" {
  description = "Images that are not functions: the app's files, and the one that migrates the stores."
  type        = set(string)
  default     = []
}

variable "keep_images" {
  description = "How many images of each function are kept, and so how far back a rollback can go."
  type        = number
  default     = 50

  validation {
    condition     = var.keep_images >= 10
    error_message = "Keep at least 10 images, else a rollback may find nothing."
  }
}

variable "readers" {
  description = "Numbers of the AWS accounts whose nodes pull these images: the environments that have accounts of their own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.readers : can(regex("^[0-9]{12}$", account))])
    error_message = "An AWS account's number has twelve digits."
  }
}
