"""Evidence 憑證: what a meeting left behind, in one order, under one hash."""
