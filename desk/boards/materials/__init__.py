"""What is seen of materials, and of the names that stand on them."""
