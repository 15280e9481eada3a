variable "name" {
  description = "Prefix of every name, such as learning-prod."
  type        = string
}

variable "cluster_name" {
  description = "EKS cluster that the subnets' discovery tags name."
  type        = string
}

variable "cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr))
    error_message = "The VPC's range is an IPv4 CIDR block, such as 10.0.0.0/16."
  }
}

variable "zones" {
  description = "The availability zones, and the number of each one's subnets: public 10.0.<public>.0/24, private 10.0.<private>.0/24."
  type = map(object({
    public  = number
    private = number
  }))
  default = {
    us-east-1a = { public = 0, private = 100 }
    us-east-1b = { public = 1, private = 101 }
    us-east-1c = { public = 2, private = 102 }
  }

  validation {
    condition     = length(var.zones) == 3
    error_message = "The platform runs in three zones: quorums of three lose one without stopping."
  }

  validation {
    condition     = length(distinct(flatten([for zone in var.zones : [zone.public, zone.private]]))) == 2 * length(var.zones)
    error_message = "Every subnet needs a number of its own."
  }
}

variable "nat_gateways" {
  description = "one: a single NAT gateway in the first zone (cheap, but an outage of that zone cuts everything off). per_zone: one in every zone."
  type        = string
  default     = "per_zone"

  validation {
    condition     = contains(["one", "per_zone"], var.nat_gateways)
    error_message = "nat_gateways is \"one\" or \"per_zone\"."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC instead of through NAT; each costs by the hour and zone. S3's gateway endpoint is free and always present."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts"]
}

variable "gateway_port" {
  description = "Port on which the NGINX gateway's pods accept TLS from the load balancer."
  type        = number
  default     = 443
}

variable "mail_port" {
  description = "Port of the mail relay that send_email may reach outside."
  type        = number
  default     = 587
}

variable "flow_log_retention_days" {
  description = "Days that flow logs are kept."
  type        = number
  default     = 365
}
