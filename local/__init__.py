"""The one-machine host: the whole platform in one command, on embedded stores."""
