"""Finding cases: what a name is found by, and how near what was typed comes to it."""
