"""Live sockets: each page kept in step with the store."""
