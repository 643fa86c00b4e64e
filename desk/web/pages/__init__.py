"""Pages: what a browser opens, and the forms on them."""
