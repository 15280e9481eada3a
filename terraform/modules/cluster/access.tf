# Who may talk to the API server: IAM roles, never aws-auth; what they may do is an EKS access policy.

locals {
  people = merge(
    { for arn in var.administrators : arn => "AmazonEKSClusterAdminPolicy" },
    { for arn in var.viewers : arn => "AmazonEKSAdminViewPolicy" },
  )
}

resource "aws_eks_access_entry" "person" {
  for_each = local.people

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.key
  type          = "STANDARD"
}

resource "aws_eks_access_policy_association" "person" {
  for_each = local.people

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.person[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/${each.value}"

  access_scope {
    type = "cluster"
  }
}
