# One role for each workload that calls AWS. Of the functions only send-sms and those of files do:
# secrets come through External Secrets, so the others have no AWS identity at all.

locals {
  ec2_arn = "arn:${data.aws_partition.this.partition}:ec2:${data.aws_region.this.region}"

  workloads = {
    external-secrets = {
      namespace       = "external-secrets"
      service_account = "external-secrets"
      policy          = module.secrets.reader_policy
    }
    cert-manager = {
      namespace       = "cert-manager"
      service_account = "cert-manager"
      policy          = data.aws_iam_policy_document.certificates.json
    }
    load-balancer-controller = {
      namespace       = "kube-system"
      service_account = "aws-load-balancer-controller"
      policy          = data.aws_iam_policy_document.targets.json
    }
    postgres-backup = {
      namespace       = "data"
      service_account = "postgres"
      policy          = module.backups.writer_policies["postgres"]
    }
    mongodb-backup = {
      namespace       = "data"
      service_account = "mongodb"
      policy          = module.backups.writer_policies["mongodb"]
    }
    redis-backup = {
      namespace       = "data"
      service_account = "redis-backup"
      policy          = module.backups.writer_policies["redis"]
    }
    velero = {
      namespace       = "velero"
      service_account = "velero"
      policy          = data.aws_iam_policy_document.velero.json
    }
    fluent-bit = {
      namespace       = "kube-system"
      service_account = "fluent-bit"
      policy          = data.aws_iam_policy_document.pod_logs.json
    }
    send-sms = {
      namespace       = "learning"
      service_account = "send-sms"
      policy          = data.aws_iam_policy_document.texts.json
    }
    create-file = {
      namespace       = "learning"
      service_account = "create-file"
      policy          = module.files.policies["create-file"]
    }
    complete-file = {
      namespace       = "learning"
      service_account = "complete-file"
      policy          = module.files.policies["complete-file"]
    }
    get-file = {
      namespace       = "learning"
      service_account = "get-file"
      policy          = module.files.policies["get-file"]
    }
    get-lesson = {
      namespace       = "learning"
      service_account = "get-lesson"
      policy          = module.files.policies["get-lesson"]
    }
    get-submission = {
      namespace       = "learning"
      service_account = "get-submission"
      policy          = module.files.policies["get-submission"]
    }
    get-course-cover = {
      namespace       = "learning"
      service_account = "get-course-cover"
      policy          = module.files.policies["get-course-cover"]
    }
    resize-cover = {
      namespace       = "learning"
      service_account = "resize-cover"
      policy          = module.files.policies["resize-cover"]
    }
    collect-files = {
      namespace       = "learning"
      service_account = "collect-files"
      policy          = module.files.policies["collect-files"]
    }
    # Kyverno reads signatures next to the images; without them nothing starts in `learning`.
    kyverno = {
      namespace       = "kyverno"
      service_account = "kyverno-admission-controller"
      policy          = data.aws_iam_policy_document.signatures.json
    }
    # The drill's own scratch stores: they read their store's backups and change none.
    postgres-drill = {
      namespace       = "restore-drill"
      service_account = "restore-drill"
      policy          = module.backups.reader_policies["postgres"]
    }
    mongodb-drill = {
      namespace       = "restore-drill"
      service_account = "mongodb-drill"
      policy          = module.backups.reader_policies["mongodb"]
    }
  }
}

module "identity" {
  source   = "../pod_identity"
  for_each = local.workloads

  name            = "${local.name}-${each.key}"
  cluster_name    = module.cluster.name
  namespace       = each.value.namespace
  service_account = each.value.service_account
  policy          = each.value.policy
}

# Let's Encrypt requires a TXT record under _acme-challenge; cert-manager may write that and no
# other.
data "aws_iam_policy_document" "certificates" {
  statement {
    sid       = "AnswerChallenges"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = [module.dns.zone_arn]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["TXT"]
    }

    condition {
      test     = "ForAllValues:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["_acme-challenge.${var.domain}", "_acme-challenge.*.${var.domain}"]
    }
  }

  statement {
    sid       = "SeeTheZone"
    actions   = ["route53:ListResourceRecordSets"]
    resources = [module.dns.zone_arn]
  }

  statement {
    sid       = "WaitForChanges"
    actions   = ["route53:GetChange"]
    resources = ["arn:${data.aws_partition.this.partition}:route53:::change/*"]
  }
}

# A phone number has no ARN, so this allows all resources and then excludes topics and apps.
data "aws_iam_policy_document" "texts" {
  statement {
    sid       = "SendTexts"
    actions   = ["sns:Publish"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [data.aws_region.this.region]
    }
  }

  statement {
    sid       = "ToPhonesOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = ["arn:${data.aws_partition.this.partition}:sns:*:*:*"]
  }
}

# The load balancer is Terraform's; the controller only registers and deregisters the gateway's
# pods.
data "aws_iam_policy_document" "targets" {
  statement {
    sid       = "EnterPods"
    actions   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
    resources = [module.edge.target_group_arn]
  }

  # These actions do not support resources.
  statement {
    sid = "LookAround"
    actions = [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [data.aws_region.this.region]
    }
  }
}

# Velero's own plug-in makes the snapshots of volumes, so it needs what the plug-in's README asks
# for, here as narrowly as it is used: https://github.com/vmware-tanzu/velero-plugin-for-aws.
data "aws_iam_policy_document" "velero" {
  source_policy_documents = [module.backups.writer_policies["velero"]]

  # These actions do not support resources.
  statement {
    sid       = "SeeVolumes"
    actions   = ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [data.aws_region.this.region]
    }
  }

  statement {
    sid     = "MakeSnapshotsAndVolumesOfThem"
    actions = ["ec2:CreateSnapshot", "ec2:CreateVolume"]
    resources = [
      "${local.ec2_arn}:${local.account}:volume/*",
      "${local.ec2_arn}::snapshot/*",
    ]
  }

  statement {
    sid       = "NameThem"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.ec2_arn}:${local.account}:volume/*", "${local.ec2_arn}::snapshot/*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateSnapshot", "CreateVolume"]
    }
  }

  statement {
    sid       = "DeleteOwnSnapshots"
    actions   = ["ec2:DeleteSnapshot"]
    resources = ["${local.ec2_arn}::snapshot/*"]

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/velero.io/backup"
      values   = ["*"]
    }
  }

  # Volumes are encrypted: a new one needs the key of its snapshot.
  statement {
    sid       = "UseTheVolumesKey"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = [module.cluster.key_arn]
  }

  statement {
    sid       = "LendTheVolumesKey"
    actions   = ["kms:CreateGrant"]
    resources = [module.cluster.key_arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

# Images and signatures are in one registry for all environments, perhaps in another account, whose
# repositories say who may read them (modules/registry).
data "aws_iam_policy_document" "signatures" {
  # This action does not support resources.
  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "ReadSignatures"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = ["arn:${data.aws_partition.this.partition}:ecr:${data.aws_region.this.region}:*:repository/learning/*"]
  }
}
