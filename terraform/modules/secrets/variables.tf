variable "name" {
  description = "Prefix of the key's name, such as learning-prod."
  type        = string
}

variable "environment" {
  description = "Name of the environment: its secrets are learning/<environment>/<secret>."
  type        = string
}

variable "secrets" {
  description = "The platform's secrets: what each is, and the keys of its JSON. Names and keys are those of the Kubernetes secrets that func.yaml files ask for ({{ secret:NAME:KEY }}) and that manifests fetch. One that belongs to the cluster rather than to the platform's environment is learning/<secret>; name says <secret> where two places have the same one."
  type = map(object({
    description = string
    keys        = set(string)
    of_cluster  = optional(bool, false)
    name        = optional(string)
  }))
  default = {
    postgres       = { description = "Address of PostgreSQL with its user and password", keys = ["url"] }
    mongodb        = { description = "Address of MongoDB with its user and password", keys = ["url"] }
    mongodb-system = { description = "The MongoDB operator's own users", keys = ["MONGODB_BACKUP_USER", "MONGODB_BACKUP_PASSWORD", "MONGODB_CLUSTER_ADMIN_USER", "MONGODB_CLUSTER_ADMIN_PASSWORD", "MONGODB_CLUSTER_MONITOR_USER", "MONGODB_CLUSTER_MONITOR_PASSWORD", "MONGODB_DATABASE_ADMIN_USER", "MONGODB_DATABASE_ADMIN_PASSWORD", "MONGODB_USER_ADMIN_USER", "MONGODB_USER_ADMIN_PASSWORD"] }
    redis          = { description = "Address of Redis with its password", keys = ["url"] }
    kafka          = { description = "Password of Kafka's user knative", keys = ["password"] }
    push           = { description = "Private key that push services know the platform by (VAPID)", keys = ["vapid-key"] }
    smtp           = { description = "Address of the mail relay with its user and password", keys = ["url"] }
    migrate        = { description = "Addresses of PostgreSQL and MongoDB for the user that may change their shape", keys = ["postgres-url", "mongodb-url"] }
    grafana        = { description = "Grafana's first administrator", keys = ["user", "password"], of_cluster = true }
    links          = { description = "Keys that sign the links in mails, the newest first", keys = ["link-key"], name = "notifications" }
    sign-in        = { description = "Client secrets of Argo CD and Grafana at the identity provider", keys = ["argocd-client-secret", "grafana-client-secret"], of_cluster = true }
    notifications  = { description = "How Argo CD and Alertmanager reach Slack, and the address of the heartbeat", keys = ["slack-token", "slack-webhook", "heartbeat-url"], of_cluster = true }
    identity       = { description = "Key pair of the access tokens: private JWK, public JWKS", keys = ["signing-key", "public-keys"] }
  }

  validation {
    condition     = alltrue([for name, secret in var.secrets : length(secret.keys) > 0])
    error_message = "A secret has at least one key."
  }
}

variable "recovery_days" {
  description = "Days during which a deleted secret can be restored."
  type        = number
  default     = 30
}
