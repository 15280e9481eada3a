terraform {
  # The state of the state bucket: a file, kept in the team's vault. To move it into the bucket once
  # that exists, replace "local" by the s3 block of environments/ with the key
  # "bootstrap/terraform.tfstate" and run `terraform init -migrate-state`.
  backend "local" {}
}
