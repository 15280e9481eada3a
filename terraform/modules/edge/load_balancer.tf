# Internal: CloudFront reaches it through a VPC origin, the internet does not reach it at all. The
# AWS Load Balancer Controller registers the NGINX gateway's pods: manifests have a
# TargetGroupBinding with this target group's ARN. TLS ends at the gateway.

resource "aws_lb" "this" {
  name                             = var.name
  load_balancer_type               = "network"
  internal                         = true
  subnets                          = var.subnet_ids
  security_groups                  = [var.security_group_id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.deletion_protection
}

resource "aws_lb_target_group" "gateway" {
  name                   = "${var.name}-gateway"
  vpc_id                 = var.vpc_id
  target_type            = "ip"
  protocol               = "TCP"
  port                   = var.gateway_port
  preserve_client_ip     = false
  connection_termination = true
  deregistration_delay   = 30

  health_check {
    protocol            = "TCP"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.gateway.arn
  }
}
