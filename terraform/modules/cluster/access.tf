# Who may talk to the API server: IAM roles, never aws-auth. What they may do is an EKS access policy
# and, for our own resources, the groups that manifests bind to roles (manifests/platform/namespaces/access.yaml, manifests/base/access).

locals {
  people = merge(
    { for arn in var.viewers : arn => { policy = "AmazonEKSViewPolicy", groups = ["learning:viewers"] } },
    { for arn in var.operators : arn => { policy = "AmazonEKSViewPolicy", groups = ["learning:operators", "learning:viewers"] } },
    { for arn in var.administrators : arn => { policy = "AmazonEKSClusterAdminPolicy", groups = ["learning:administrators"] } },
  )
}

resource "aws_eks_access_entry" "person" {
  for_each = local.people

  cluster_name      = aws_eks_cluster.this.name
  principal_arn     = each.key
  kubernetes_groups = each.value.groups
  type              = "STANDARD"
}

resource "aws_eks_access_policy_association" "person" {
  for_each = local.people

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.person[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/${each.value.policy}"

  access_scope {
    type = "cluster"
  }
}
