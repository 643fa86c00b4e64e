"""The catalogue: how items are defined once, checked, found by people's words, and opened together as themes."""
