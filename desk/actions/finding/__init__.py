"""Staff find cases, and carry what they found away: both are recorded."""
