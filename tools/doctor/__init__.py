"""Looking for stored values that break today's rules, and repairing those that can be."""
