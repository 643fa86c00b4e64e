"""Benches: each measures side by side in one run and ends with one line of JSON, its figures by name."""
