"""What a case is: its record, how it is confirmed, and what is decided on it."""
