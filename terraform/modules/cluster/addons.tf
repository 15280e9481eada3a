# AWS's own add-ons. The ones that nodes need to become ready come first.

locals {
  before_nodes = {
    eks-pod-identity-agent = {}
    kube-proxy             = {}
    # Without the agent, NetworkPolicies are accepted and do nothing.
    vpc-cni = { enableNetworkPolicy = "true" }
  }
  after_nodes = {
    coredns = {
      tolerations = [{ key = "CriticalAddonsOnly", operator = "Exists" }]
    }
    aws-ebs-csi-driver = {}
  }
  # Add-ons that call AWS, each with its own role.
  identities = {
    vpc-cni            = { service_account = "aws-node", policy = "AmazonEKS_CNI_Policy" }
    aws-ebs-csi-driver = { service_account = "ebs-csi-controller-sa", policy = "service-role/AmazonEBSCSIDriverPolicy" }
  }
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = jsonencode(each.value)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = [for name, one in local.identities : merge(one, { name = name }) if name == each.key]

    content {
      role_arn        = aws_iam_role.addon[pod_identity_association.value.name].arn
      service_account = pod_identity_association.value.service_account
    }
  }
}

resource "aws_eks_addon" "after_nodes" {
  for_each = local.after_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  configuration_values        = jsonencode(each.value)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  dynamic "pod_identity_association" {
    for_each = [for name, one in local.identities : merge(one, { name = name }) if name == each.key]

    content {
      role_arn        = aws_iam_role.addon[pod_identity_association.value.name].arn
      service_account = pod_identity_association.value.service_account
    }
  }

  depends_on = [aws_eks_node_group.system]
}

resource "aws_iam_role" "addon" {
  for_each = local.identities

  name               = "${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.addon_trust.json
}

data "aws_iam_policy_document" "addon_trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role_policy_attachment" "addon" {
  for_each = local.identities

  role       = aws_iam_role.addon[each.key].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value.policy}"
}

# Volumes are encrypted with our key, so the driver needs to use it.
resource "aws_iam_role_policy" "volumes_key" {
  name   = "use-volume-key"
  role   = aws_iam_role.addon["aws-ebs-csi-driver"].id
  policy = data.aws_iam_policy_document.volumes_key.json
}

data "aws_iam_policy_document" "volumes_key" {
  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = [module.secrets_key.arn]
  }

  statement {
    actions   = ["kms:CreateGrant"]
    resources = [module.secrets_key.arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}
