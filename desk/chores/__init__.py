"""Command-line chores: migrate, seed, staff, demo."""
