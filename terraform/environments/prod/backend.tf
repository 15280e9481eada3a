terraform {
  # The bucket is bootstrap/'s and has the account's number in its name, so it is given at init:
  #   terraform init -backend-config="bucket=learning-prod-state-<account>"
  backend "s3" {
    key          = "prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    kms_key_id   = "alias/learning-prod/state"
    use_lockfile = true
  }
}
