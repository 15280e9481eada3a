mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name              = "learning-test"
  domain            = "learning.example.org"
  access_log_bucket = "learning-test-logs"
}

run "only_the_app_uses_the_links" {
  command = apply

  assert {
    condition     = tolist(one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_origins) == tolist(["https://learning.example.org"])
    error_message = "No page of another origin reads or writes files."
  }

  assert {
    condition = (
      contains(one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_methods, "PUT")
      && toset(["content-type", "if-none-match"]) == setintersection(
        ["content-type", "if-none-match"],
        one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_headers,
      )
    )
    error_message = "The app sends a file with what was signed: its type, and that it takes nobody's place."
  }

  assert {
    condition = (
      contains(one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_methods, "GET")
      && contains(one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_headers, "range")
    )
    error_message = "The app's player asks for parts of a video, and for its captions, as a page of its origin."
  }
}

run "what_makes_sizes_changes_no_original" {
  command = apply

  assert {
    condition = [
      for statement in data.aws_iam_policy_document.function["resize-cover"].statement : statement.resources
      if contains(statement.actions, "s3:PutObject")
    ] == [toset(["${module.bucket.arn}/resized/*"])]
    error_message = "It decodes what strangers upload, and may write nothing but sizes."
  }
}
