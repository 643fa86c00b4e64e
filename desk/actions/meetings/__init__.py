"""What is done in meetings."""
