# Argo CD and Grafana, on hosts of their own through the same firewall and load balancer. Nothing of
# theirs is cached at the edge: one operator must never see another's response. Single sign-on
# behind the gateway decides who gets in.

locals {
  operator_hosts = { for name in var.operator_names : name => "${name}.${var.domain}" }
}

resource "aws_cloudfront_distribution" "operators" {
  enabled         = true
  comment         = "${var.name}-operators"
  aliases         = values(local.operator_hosts)
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class
  web_acl_id      = aws_wafv2_web_acl.this.arn

  origin {
    origin_id   = local.origin
    domain_name = aws_lb.this.dns_name

    vpc_origin_config {
      vpc_origin_id            = aws_cloudfront_vpc_origin.this.id
      origin_keepalive_timeout = 60
      origin_read_timeout      = 60
    }
  }

  default_cache_behavior {
    target_origin_id           = local.origin
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = false # secrets in a compressed answer can be guessed by its length
    cache_policy_id            = data.aws_cloudfront_cache_policy.none.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_route53_record" "operators" {
  for_each = { for pair in setproduct(keys(local.operator_hosts), ["A", "AAAA"]) : join("-", pair) => pair }

  zone_id = var.zone_id
  name    = local.operator_hosts[each.value[0]]
  type    = each.value[1]

  alias {
    name                   = aws_cloudfront_distribution.operators.domain_name
    zone_id                = aws_cloudfront_distribution.operators.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_cloudwatch_log_delivery_source" "operators" {
  name         = "${var.name}-cloudfront-operators"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.operators.arn
}

resource "aws_cloudwatch_log_delivery" "operators" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.operators.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.this.arn
}
