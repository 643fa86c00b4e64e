"""What happens within a meeting, and who takes part."""
