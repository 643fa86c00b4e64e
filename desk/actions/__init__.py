"""Decides and writes: one file a noun; one action is one transaction."""
