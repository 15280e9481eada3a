# CloudFront's own addresses, kept current by AWS: nobody else reaches the load balancer.
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_security_group" "load_balancer" {
  name        = "${var.name}-load-balancer"
  description = "The load balancer: TLS from CloudFront, on to the gateway's pods."
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-load-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_cloudfront" {
  security_group_id = aws_security_group.load_balancer.id
  description       = "TLS from CloudFront's origin-facing addresses"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_gateway" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "To the NGINX gateway's pods"
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = var.gateway_port
  to_port                      = var.gateway_port
}

# The cluster's own security group, created by EKS, lets control plane and nodes talk and lets nodes
# out; this one adds the way in. The network ACLs restrict what may leave the VPC.
resource "aws_security_group" "nodes" {
  name        = "${var.name}-nodes"
  description = "Nodes and their pods: the gateway's port from the load balancer."
  vpc_id      = aws_vpc.this.id

  tags = {
    Name                     = "${var.name}-nodes"
    "karpenter.sh/discovery" = var.cluster_name
  }
}

resource "aws_vpc_security_group_ingress_rule" "nodes_load_balancer" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "The NGINX gateway, from the load balancer"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.gateway_port
  to_port                      = var.gateway_port
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "VPC endpoints: TLS from inside the VPC."
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  description       = "TLS from inside the VPC"
  cidr_ipv4         = var.cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
