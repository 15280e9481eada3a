"""Checks of terraform/ that ask no cloud: the AWS provider's real schema, served by a stand-in.

`nox -s terraform` is the door. What it can and cannot show stands in terraform/README.md; why there
is a stand-in at all, in the decision record about it.
"""
