"""Measurements of the platform on this machine, run by hand and compared by people."""
