"""Building the front end with Node, from the machine or from a wheel."""

from __future__ import annotations
