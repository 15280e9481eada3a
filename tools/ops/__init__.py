"""The operators' tool: `python -m tools.ops` (or `nox -s ops -- ...`).

Every change goes through Git, where Argo CD picks it up, or is undone; nothing here competes with
Argo CD. The modules, from the outside in: `__main__` reads the command line; `canary` and
`rollback` say what happens in which order; `routes` knows the two ways a change takes (Git, or
break-glass); `repository`, `cluster` and `prometheus` talk to the outside; `services` and `traffic`
are plain facts about Knative Services.
"""
