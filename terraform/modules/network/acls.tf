# Network ACLs are stateless: return traffic needs its own rule, hence 1024-65535. DNS and time need
# none: the VPC's resolver and clock have link-local addresses, which ACLs do not filter.

locals {
  anywhere = "0.0.0.0/0"

  public_rules = {
    # The NAT gateways' side towards our own subnets.
    from_vpc = { number = 100, egress = false, protocol = "tcp", from = 1, to = 65535, cidr = var.cidr }
    answers  = { number = 110, egress = false, protocol = "tcp", from = 1024, to = 65535, cidr = local.anywhere }
    # What may leave for the internet.
    https  = { number = 100, egress = true, protocol = "tcp", from = 443, to = 443, cidr = local.anywhere }
    http   = { number = 110, egress = true, protocol = "tcp", from = 80, to = 80, cidr = local.anywhere }
    mail   = { number = 120, egress = true, protocol = "tcp", from = var.mail_port, to = var.mail_port, cidr = local.anywhere }
    to_vpc = { number = 130, egress = true, protocol = "tcp", from = 1024, to = 65535, cidr = var.cidr }
  }

  private_rules = {
    from_vpc = { number = 100, egress = false, protocol = "-1", from = 0, to = 0, cidr = var.cidr }
    answers  = { number = 110, egress = false, protocol = "tcp", from = 1024, to = 65535, cidr = local.anywhere }
    to_vpc   = { number = 100, egress = true, protocol = "-1", from = 0, to = 0, cidr = var.cidr }
    https    = { number = 110, egress = true, protocol = "tcp", from = 443, to = 443, cidr = local.anywhere }
    http     = { number = 120, egress = true, protocol = "tcp", from = 80, to = 80, cidr = local.anywhere }
    mail     = { number = 130, egress = true, protocol = "tcp", from = var.mail_port, to = var.mail_port, cidr = local.anywhere }
  }
}

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in aws_subnet.public : subnet.id]
  tags       = { Name = "${var.name}-public" }
}

resource "aws_network_acl_rule" "public" {
  for_each = local.public_rules

  network_acl_id = aws_network_acl.public.id
  rule_action    = "allow"
  rule_number    = each.value.number
  egress         = each.value.egress
  protocol       = each.value.protocol
  from_port      = each.value.from
  to_port        = each.value.to
  cidr_block     = each.value.cidr
}

resource "aws_network_acl" "private" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
  tags       = { Name = "${var.name}-private" }
}

resource "aws_network_acl_rule" "private" {
  for_each = local.private_rules

  network_acl_id = aws_network_acl.private.id
  rule_action    = "allow"
  rule_number    = each.value.number
  egress         = each.value.egress
  protocol       = each.value.protocol
  from_port      = each.value.from
  to_port        = each.value.to
  cidr_block     = each.value.cidr
}
