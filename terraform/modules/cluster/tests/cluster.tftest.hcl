mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name                   = "learning-test"
  subnet_ids             = ["subnet-a", "subnet-b", "subnet-c"]
  node_security_group_id = "sg-nodes"

  system_nodes = {
    minimum        = 2
    maximum        = 4
    instance_types = ["t4g.large"]
    disk_gib       = 40
  }
}

run "is_closed_encrypted_and_audited" {
  command = plan

  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Without addresses, the API server is reached from inside only."
  }

  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"])
    error_message = "Secrets are encrypted with our key."
  }

  assert {
    condition     = contains(aws_eks_cluster.this.enabled_cluster_log_types, "audit")
    error_message = "The audit log is on."
  }

  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API"
    error_message = "Access entries decide, not a ConfigMap."
  }

  assert {
    condition     = aws_launch_template.system.metadata_options[0].http_tokens == "required" && aws_launch_template.system.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods cannot take the node's credentials."
  }
}

run "gives_people_what_they_need_and_no_more" {
  command = plan

  variables {
    administrators = ["arn:aws:iam::123456789012:role/admin"]
    operators      = ["arn:aws:iam::123456789012:role/on-call"]
    viewers        = ["arn:aws:iam::123456789012:role/support"]
  }

  assert {
    condition     = endswith(aws_eks_access_policy_association.person["arn:aws:iam::123456789012:role/support"].policy_arn, "/AmazonEKSViewPolicy")
    error_message = "A viewer views, and no Secrets: AmazonEKSAdminViewPolicy would show those, too."
  }

  assert {
    condition     = aws_eks_access_entry.person["arn:aws:iam::123456789012:role/support"].kubernetes_groups == toset(["learning:viewers"])
    error_message = "Manifests bind roles to the group, so somebody has to be in it."
  }

  assert {
    condition     = aws_eks_access_entry.person["arn:aws:iam::123456789012:role/on-call"].kubernetes_groups == toset(["learning:operators", "learning:viewers"])
    error_message = "Operators look, too."
  }
}

run "refuses_to_open_the_api_server_to_everybody" {
  command = plan

  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "refuses_a_version_out_of_support" {
  command = plan

  variables {
    kubernetes_version = "1.29"
  }

  expect_failures = [var.kubernetes_version]
}

run "refuses_a_name_that_eks_refuses" {
  command = plan

  variables {
    name = "Learning_Test"
  }

  expect_failures = [var.name]
}

run "refuses_a_maximum_below_the_minimum" {
  command = plan

  variables {
    system_nodes = { minimum = 3, maximum = 2, instance_types = ["t4g.large"], disk_gib = 40 }
  }

  expect_failures = [var.system_nodes]
}
