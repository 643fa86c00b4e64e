"""What screens see of turns: the line, corners, windows, alerts, the hall."""
