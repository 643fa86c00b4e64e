"""What screens show of evidence."""
