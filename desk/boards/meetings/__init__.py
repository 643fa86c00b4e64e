"""What screens see of a meeting."""
