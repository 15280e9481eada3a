mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name            = "learning-test-cert-manager"
  cluster_name    = "learning-test"
  namespace       = "cert-manager"
  service_account = "cert-manager"
  policy          = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
}

run "gives_the_role_to_one_service_account" {
  command = apply

  assert {
    condition     = aws_eks_pod_identity_association.this.namespace == "cert-manager" && aws_eks_pod_identity_association.this.service_account == "cert-manager"
    error_message = "The association names the workload."
  }

  assert {
    condition     = aws_eks_pod_identity_association.this.role_arn == aws_iam_role.this.arn
    error_message = "The association gives the workload's own role."
  }

  assert {
    condition     = toset(data.aws_iam_policy_document.trust.statement[0].actions) == toset(["sts:AssumeRole", "sts:TagSession"])
    error_message = "Pod Identity assumes the role and tags the session."
  }
}

run "refuses_a_policy_that_is_none" {
  command = plan

  variables {
    policy = "allow everything"
  }

  expect_failures = [var.policy]
}
