mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name         = "learning-test"
  cluster_name = "learning-test"
}

run "has_the_subnets_that_were_asked_for" {
  command = apply

  assert {
    condition     = [for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] : aws_subnet.public[zone].cidr_block] == ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]
    error_message = "The public subnets are 10.0.0-2.0/24, one in each zone."
  }

  assert {
    condition     = [for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] : aws_subnet.private[zone].cidr_block] == ["10.0.100.0/24", "10.0.101.0/24", "10.0.102.0/24"]
    error_message = "The private subnets are 10.0.100-102.0/24, one in each zone."
  }

  assert {
    condition     = alltrue([for zone, route in aws_route.private_nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Each zone leaves by its own NAT gateway."
  }
}

run "one_nat_gateway_serves_all_zones_when_asked" {
  command = apply

  variables {
    nat_gateways = "one"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(distinct([for route in aws_route.private_nat : route.nat_gateway_id])) == 1
    error_message = "There is one NAT gateway and every zone uses it."
  }
}

run "refuses_two_zones" {
  command = plan

  variables {
    zones = {
      us-east-1a = { public = 0, private = 100 }
      us-east-1b = { public = 1, private = 101 }
    }
  }

  expect_failures = [var.zones]
}

run "refuses_two_subnets_with_one_number" {
  command = plan

  variables {
    zones = {
      us-east-1a = { public = 0, private = 100 }
      us-east-1b = { public = 1, private = 100 }
      us-east-1c = { public = 2, private = 102 }
    }
  }

  expect_failures = [var.zones]
}

run "refuses_a_way_of_nat_that_does_not_exist" {
  command = plan

  variables {
    nat_gateways = "none"
  }

  expect_failures = [var.nat_gateways]
}

run "refuses_a_range_that_is_none" {
  command = plan

  variables {
    cidr = "10.0.0.0"
  }

  expect_failures = [var.cidr]
}

run "logs_every_connection" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL"
    error_message = "Accepted and refused connections are logged."
  }
}
