"""The cluster's manifests: generated from the functions' func.yaml files, built, checked offline.

`render` writes what is derived from the functions; `check` builds every overlay with the real
kustomize and checks the result against schemas, our own rules and a policy scanner.
"""
