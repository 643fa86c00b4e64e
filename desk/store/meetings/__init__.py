"""Meetings as the store keeps them."""
