"""Backups of the three stores, restoring them, and the rehearsal that proves both."""
