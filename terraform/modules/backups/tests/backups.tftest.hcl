mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name              = "learning-test"
  access_log_bucket = "learning-test-logs"
}

run "gives_every_store_a_prefix_of_its_own" {
  command = plan

  assert {
    condition     = toset(keys(data.aws_iam_policy_document.writer)) == toset(["mongodb", "postgres", "redis", "velero"])
    error_message = "Each store's backups have a policy."
  }

  assert {
    condition = alltrue([
      for document in data.aws_iam_policy_document.writer :
      toset(flatten([for statement in document.statement : tolist(statement.actions)])) == toset([
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ])
    ])
    error_message = "A job reads and writes its own prefix; it reaches no version that is kept."
  }
}

run "lets_a_drill_write_its_record_and_nothing_else" {
  command = plan

  assert {
    condition     = length([for statement in data.aws_iam_policy_document.reader["postgres"].statement : statement if contains(statement.actions, "s3:PutObject")]) == 0
    error_message = "PostgreSQL's drill writes nothing."
  }

  assert {
    condition     = local.records.mongodb == ["mongodb/.pbm.init", "mongodb/.pbm.restore/*"]
    error_message = "MongoDB's drill writes what Percona's agent keeps next to backups."
  }
}

run "refuses_to_keep_nothing" {
  command = plan

  variables {
    retention_days = 0
  }

  expect_failures = [var.retention_days]
}
