"""The project's own tools: each is a module that `nox` or a developer runs with `python -m`."""
