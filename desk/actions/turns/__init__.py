"""What is done to turns."""
