"""Prepares a machine: Python and front-end packages, fonts, and the files laid out from them."""
