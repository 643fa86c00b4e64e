"""Evidence as the store keeps it, and as it leaves the store."""
