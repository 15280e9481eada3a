output "role_arns" {
  description = "ARNs of the roles, for aws-actions/configure-aws-credentials: plan, apply, push, watch."
  value       = { for name, role in aws_iam_role.github : name => role.arn }
}
