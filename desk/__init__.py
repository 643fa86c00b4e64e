"""The remote handling desk: turns, sessions and cases, from the corner to the case store."""
