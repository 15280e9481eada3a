output "vpc_id" {
  description = "ID of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "IDs of the private subnets, by zone."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "public_subnet_ids" {
  description = "IDs of the public subnets, by zone."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "node_security_group_id" {
  description = "Security group of the nodes."
  value       = aws_security_group.nodes.id
}

output "load_balancer_security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.load_balancer.id
}

output "nat_addresses" {
  description = "Addresses from which the platform reaches the internet, by zone."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}
