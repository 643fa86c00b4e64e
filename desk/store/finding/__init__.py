"""Finding people and cases again by what is sealed."""
