"""Reads: what each screen sees. SQL, read only; what comes out is ready for a template."""
