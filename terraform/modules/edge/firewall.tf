# The rules as AWS's own JSON: the same the console shows and exports.

locals {
  managed = {
    AWSManagedRulesAmazonIpReputationList = []
    AWSManagedRulesKnownBadInputsRuleSet  = []
    # Course documents are larger than the 8 KiB that this group lets through; the gateway and the
    # functions limit bodies. So that rule counts instead of blocking.
    AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY"]
  }

  rate_rules = [
    {
      Name   = "sign-ins"
      Action = { Block = {} }
      Statement = {
        RateBasedStatement = {
          Limit               = var.sign_ins_per_address
          EvaluationWindowSec = 300
          AggregateKeyType    = "IP"
          ScopeDownStatement = {
            ByteMatchStatement = {
              FieldToMatch         = { UriPath = {} }
              PositionalConstraint = "STARTS_WITH"
              SearchString         = "/api/auth/" # plain: the provider encodes it
              TextTransformations  = [{ Priority = 0, Type = "NORMALIZE_PATH" }]
            }
          }
        }
      }
    },
    {
      Name   = "requests"
      Action = { Block = {} }
      Statement = {
        RateBasedStatement = {
          Limit               = var.requests_per_address
          EvaluationWindowSec = 300
          AggregateKeyType    = "IP"
        }
      }
    },
  ]

  managed_rules = [for name, counted in local.managed : {
    Name           = name
    OverrideAction = { None = {} }
    Statement = {
      ManagedRuleGroupStatement = {
        VendorName          = "AWS"
        Name                = name
        RuleActionOverrides = [for rule in counted : { Name = rule, ActionToUse = { Count = {} } }]
      }
    }
  }]

  # Through JSON, because the rules differ in shape and a list's elements may not.
  rules = [for index, rule in concat([for one in local.rate_rules : jsonencode(one)], [for one in local.managed_rules : jsonencode(one)]) :
    merge(jsondecode(rule), {
      Priority = index
      VisibilityConfig = {
        CloudWatchMetricsEnabled = true
        SampledRequestsEnabled   = true
        MetricName               = jsondecode(rule).Name
      }
    })
  ]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "In front of ${var.domain}: bad addresses, known attacks, too many requests."
  scope       = "CLOUDFRONT"
  rule_json   = jsonencode(local.rules)

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
    metric_name                = var.name
  }
}

module "log_key" {
  source = "../key"

  name        = "${var.name}/firewall-logs"
  description = "Encrypts the firewall's log."

  service_users = {
    "logs.${data.aws_region.this.region}.amazonaws.com" = {
      variable = "kms:EncryptionContext:aws:logs:arn"
      patterns = ["arn:${data.aws_partition.this.partition}:logs:${data.aws_region.this.region}:${data.aws_caller_identity.this.account_id}:log-group:aws-waf-logs-${var.name}"]
    }
  }
}

resource "aws_cloudwatch_log_group" "firewall" {
  name              = "aws-waf-logs-${var.name}" # AWS wants this beginning
  retention_in_days = var.log_retention_days
  kms_key_id        = module.log_key.arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall.arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}
