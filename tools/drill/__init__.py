"""Backups of the three stores, their way back, and the rehearsal that proves both."""
