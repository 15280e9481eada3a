"""What watches the platform, tried here: Prometheus, Alertmanager, their rules and their routes."""
