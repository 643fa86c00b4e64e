"""What is decided about evidence: corners' keys, their statements, and who reviews what."""
