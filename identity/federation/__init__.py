"""Signing in at identity providers: a relying party with one strict OpenID Connect profile."""
