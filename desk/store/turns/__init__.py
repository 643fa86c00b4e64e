"""Turns as the store keeps them."""
