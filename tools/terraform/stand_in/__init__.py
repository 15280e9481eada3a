"""The stand-in for the AWS provider, for machines without a registry: see README.md."""
