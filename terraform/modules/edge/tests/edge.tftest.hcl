mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name              = "learning-test"
  domain            = "learning.example.org"
  zone_id           = "Z123"
  certificate_arn   = "arn:aws:acm:us-east-1:123456789012:certificate/test"
  vpc_id            = "vpc-test"
  subnet_ids        = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_id = "sg-test"
  log_bucket_arn    = "arn:aws:s3:::learning-test-logs"
}

run "is_reached_through_cloudfront_only" {
  command = plan

  assert {
    condition     = aws_lb.this.internal
    error_message = "The load balancer has no address on the internet."
  }

  assert {
    condition     = aws_cloudfront_vpc_origin.this.vpc_origin_endpoint_config[0].origin_protocol_policy == "https-only"
    error_message = "CloudFront speaks TLS to the gateway."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021"
    error_message = "TLS 1.2 or newer."
  }
}

run "has_a_firewall_with_rules_of_both_kinds" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_wafv2_web_acl.this.rule_json)) == 5
    error_message = "Two limits and three of AWS's rule groups."
  }

  assert {
    condition     = length(distinct([for rule in jsondecode(aws_wafv2_web_acl.this.rule_json) : rule.Priority])) == 5
    error_message = "Every rule has a priority of its own."
  }

  assert {
    condition     = alltrue([for rule in jsondecode(aws_wafv2_web_acl.this.rule_json) : can(rule.Action.Block) || can(rule.OverrideAction.None)])
    error_message = "Every rule blocks."
  }
}

run "refuses_a_limit_that_a_class_would_meet" {
  command = plan

  variables {
    requests_per_address = 10
  }

  expect_failures = [var.requests_per_address]
}

run "refuses_a_price_class_that_does_not_exist" {
  command = plan

  variables {
    price_class = "PriceClass_300"
  }

  expect_failures = [var.price_class]
}
