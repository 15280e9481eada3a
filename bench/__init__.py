"""Measurements of the platform on this machine: run by hand, compared by people."""
