"""The steps by which the store's tables came to be as they are; each is kept for good."""
