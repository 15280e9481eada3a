"""The audit trail as operators see it: is it whole, and erasing what it says of a person."""
