# GitHub's jobs present a signed token instead of a stored key. Each role says whose token it
# accepts: exact subjects, no patterns.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_region" "this" {}

locals {
  partition = data.aws_partition.this.partition
  account   = data.aws_caller_identity.this.account_id
  region    = data.aws_region.this.region
  issuer    = "token.actions.githubusercontent.com"
  roles = {
    plan  = "repo:${var.repository}:pull_request"
    apply = "repo:${var.repository}:environment:${var.environment}"
    push  = "repo:${var.repository}:ref:refs/heads/${var.release_branch}"
    # An environment without reviewers: looking must not wait for anybody, and may change nothing.
    watch = "repo:${var.repository}:environment:watch-${var.environment}"
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [each.value]
    }
  }
}

resource "aws_iam_role" "github" {
  for_each = local.roles

  name                 = "${var.name}-github-${each.key}"
  description          = "GitHub jobs of ${each.value}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
}

# push: images into the functions' repositories, nothing else.

resource "aws_iam_role_policy" "push" {
  name   = "push-images"
  role   = aws_iam_role.github["push"].id
  policy = data.aws_iam_policy_document.push.json
}

data "aws_iam_policy_document" "push" {
  # This action does not support resources.
  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:DescribeImageScanFindings",
      "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = ["arn:${local.partition}:ecr:${local.region}:${local.account}:repository/${var.image_prefix}/*"]
  }
}

# plan: read what there is, and the state. What it may read, anyone who opens a pull request in the
# repository may read, so it sees no object but the state's and no secret's value.

resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.github["plan"].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  name   = "read-state-only"
  role   = aws_iam_role.github["plan"].id
  policy = data.aws_iam_policy_document.plan.json
}

data "aws_iam_policy_document" "plan" {
  statement {
    sid           = "NoOtherObjects"
    effect        = "Deny"
    actions       = ["s3:GetObject", "s3:GetObjectVersion"]
    not_resources = ["${var.state_bucket_arn}/${var.environment}/*"]
  }

  statement {
    sid       = "NoSecretsNoLogs"
    effect    = "Deny"
    actions   = ["ecr:BatchGetImage", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery", "secretsmanager:GetSecretValue", "ssm:GetParameter*"]
    resources = ["*"]
  }

  statement {
    sid       = "HoldTheLock"
    actions   = ["s3:DeleteObject", "s3:PutObject"]
    resources = ["${var.state_bucket_arn}/${var.environment}/terraform.tfstate.tflock"]
  }

  statement {
    sid       = "UseTheStatesKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.state_key_arn]
  }
}

# watch: find the cluster. What it may look at there is the group learning:viewers, to which
# modules/cluster gives this role by its name.

resource "aws_iam_role_policy" "watch" {
  name   = "find-the-cluster"
  role   = aws_iam_role.github["watch"].id
  policy = data.aws_iam_policy_document.watch.json
}

data "aws_iam_policy_document" "watch" {
  statement {
    sid       = "FindTheCluster"
    actions   = ["eks:DescribeCluster"]
    resources = ["arn:${local.partition}:eks:${local.region}:${local.account}:cluster/${var.name}"]
  }
}

# apply: create everything that these modules create. It runs only in the environment's jobs, which
# wait for a reviewer. It cannot change the roles of this module, nor the identity provider.

resource "aws_iam_role_policy_attachment" "apply" {
  role       = aws_iam_role.github["apply"].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/PowerUserAccess"
}

resource "aws_iam_role_policy" "apply" {
  name   = "manage-own-roles"
  role   = aws_iam_role.github["apply"].id
  policy = data.aws_iam_policy_document.apply.json
}

data "aws_iam_policy_document" "apply" {
  statement {
    sid = "ManageOwnRoles"
    actions = [
      "iam:AddRoleToInstanceProfile",
      "iam:CreateInstanceProfile",
      "iam:CreateRole",
      "iam:DeleteInstanceProfile",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:GetInstanceProfile",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:PassRole",
      "iam:PutRolePolicy",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:TagInstanceProfile",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = [
      "arn:${local.partition}:iam::${local.account}:instance-profile/${var.name}-*",
      "arn:${local.partition}:iam::${local.account}:role/${var.name}-*",
    ]
  }

  statement {
    sid       = "AttachTheseOfAws"
    actions   = ["iam:AttachRolePolicy"]
    resources = ["arn:${local.partition}:iam::${local.account}:role/${var.name}-*"]

    condition {
      test     = "ArnEquals"
      variable = "iam:PolicyARN"
      values = [for name in [
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonEKSClusterPolicy",
        "AmazonEKSWorkerNodeMinimalPolicy",
        "AmazonEKS_CNI_Policy",
        "service-role/AmazonEBSCSIDriverPolicy",
      ] : "arn:${local.partition}:iam::aws:policy/${name}"]
    }
  }

  statement {
    sid     = "NotOwnRights"
    effect  = "Deny"
    actions = ["iam:*"]
    resources = [
      "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.issuer}",
      "arn:${local.partition}:iam::${local.account}:role/${var.name}-github-*",
    ]
  }
}
