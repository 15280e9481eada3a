"""Backups of PostgreSQL, MongoDB and Valkey, restoring them, and the rehearsal that proves both."""
