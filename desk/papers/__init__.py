"""Draws what is printed: PDF papers."""
