"""The JSON interface: what the buttons of live pages send."""
