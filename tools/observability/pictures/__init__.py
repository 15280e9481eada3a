"""Pictures of the dashboards, drawn from what a Prometheus returns to the boards' own queries.

`python -m tools.observability.pictures http://127.0.0.1:9090` draws docs/dashboards/<board>.svg.
They are not screenshots of Grafana, which no package registry of the tests has (decision 0077).
"""
