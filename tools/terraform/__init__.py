"""Checks of terraform/ that need no cloud: the AWS provider's real schema, served by a stand-in.

`nox -s terraform` is the door. terraform/README.md says what it can and cannot show; a decision
record says why there is a stand-in at all.
"""
