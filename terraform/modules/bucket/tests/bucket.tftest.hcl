mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name    = "learning-test-things"
  key_arn = "arn:aws:kms:us-east-1:123456789012:key/test"
}

run "is_private_versioned_and_encrypted" {
  command = apply

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Nothing in the bucket can be made public."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Every version is kept."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.key_arn
    error_message = "The bucket's key encrypts its objects."
  }

  assert {
    condition     = length(aws_s3_bucket_object_lock_configuration.this) == 0 && !aws_s3_bucket.this.object_lock_enabled
    error_message = "Object lock is off unless days are given."
  }
}

run "locks_objects_when_days_are_given" {
  command = plan

  variables {
    lock_days   = 30
    expire_days = 30
  }

  assert {
    condition     = aws_s3_bucket.this.object_lock_enabled
    error_message = "The bucket is made with object lock."
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].mode == "COMPLIANCE"
    error_message = "Not even an administrator deletes a locked version."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 30
    error_message = "Objects expire after the days given."
  }
}

run "refuses_a_name_that_s3_refuses" {
  command = plan

  variables {
    name = "Upper_Case"
  }

  expect_failures = [var.name]
}
