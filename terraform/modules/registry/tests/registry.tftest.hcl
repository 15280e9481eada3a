mock_provider "aws" {
  source = "../../mocks"
}

variables {
  functions = ["create_course", "list_courses"]
}

run "has_one_scanned_immutable_encrypted_repository_for_each_function" {
  command = apply

  assert {
    condition     = toset([for repository in aws_ecr_repository.function : repository.name]) == toset(["learning/create-course", "learning/list-courses"])
    error_message = "A repository is named like the function's service."
  }

  assert {
    condition = alltrue([
      for repository in aws_ecr_repository.function :
      repository.image_tag_mutability == "IMMUTABLE" && repository.image_scanning_configuration[0].scan_on_push && repository.encryption_configuration[0].encryption_type == "KMS"
    ])
    error_message = "Tags never move, pushes are scanned, images are encrypted with our key."
  }
}

run "refuses_no_functions" {
  command = plan

  variables {
    functions = []
  }

  expect_failures = [var.functions]
}

run "refuses_to_keep_too_few_images" {
  command = plan

  variables {
    keep_images = 2
  }

  expect_failures = [var.keep_images]
}

run "lets_nobody_else_pull_by_itself" {
  command = plan

  assert {
    condition     = length(aws_ecr_repository_policy.readers) == 0
    error_message = "Without readers there is no repository policy."
  }
}

run "lets_other_accounts_pull_from_every_repository" {
  command = apply

  variables {
    readers = ["210987654321"]
  }

  assert {
    condition     = keys(aws_ecr_repository_policy.readers) == keys(aws_ecr_repository.function)
    error_message = "A cluster that lacks one image of a release lacks the release."
  }
}

run "refuses_a_reader_that_is_no_account" {
  command = plan

  variables {
    readers = ["*"]
  }

  expect_failures = [var.readers]
}
