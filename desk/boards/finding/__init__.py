"""Who and what was found, masked, as the office sees it."""
