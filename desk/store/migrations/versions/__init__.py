"""One module a step, in order by number."""
