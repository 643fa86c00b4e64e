"""Themes chosen and handled, and wishes that no item answers: what the catalogue has people do."""
