"""The cluster's manifests: made from the functions' func.yaml files, built, checked offline.

`render` writes what follows from the functions; `check` builds every overlay with the real
kustomize and holds the result against schemas, our own rules and a policy scanner.
"""
