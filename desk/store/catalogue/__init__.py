"""The catalogue's rows."""
