mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name   = "learning-test"
  domain = "learning.example.org"
}

run "is_a_signed_logged_zone_with_a_certificate" {
  command = plan

  assert {
    condition     = aws_kms_key.dnssec.customer_master_key_spec == "ECC_NIST_P256" && aws_kms_key.dnssec.key_usage == "SIGN_VERIFY"
    error_message = "Route 53 signs with this kind of key only."
  }

  assert {
    condition     = aws_acm_certificate.this.domain_name == "learning.example.org" && aws_acm_certificate.this.validation_method == "DNS"
    error_message = "The certificate is for the domain and renews itself by DNS."
  }

  assert {
    condition     = length(aws_route53_record.caa.records) == 2
    error_message = "Two authorities may issue: Amazon for CloudFront, Let's Encrypt for the gateway."
  }
}

run "refuses_what_is_no_domain" {
  command = plan

  variables {
    domain = "learning"
  }

  expect_failures = [var.domain]
}
