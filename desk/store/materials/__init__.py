"""Materials as the store keeps them."""
