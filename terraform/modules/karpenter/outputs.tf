output "instance_profile" {
  description = "Instance profile for the EC2NodeClass (instanceProfile)."
  value       = aws_iam_instance_profile.node.name
}

output "queue_name" {
  description = "Queue for Karpenter's settings (interruptionQueue)."
  value       = aws_sqs_queue.interruptions.name
}

output "node_role_arn" {
  description = "Role of the nodes that Karpenter creates."
  value       = aws_iam_role.node.arn
}
