terraform {
  # The bucket is bootstrap/'s and has the account's number in its name, so it is given at init:
  #   terraform init -backend-config="bucket=learning-staging-state-<account>"
  backend "s3" {
    key          = "staging/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    kms_key_id   = "alias/learning-staging/state"
    use_lockfile = true
  }
}
