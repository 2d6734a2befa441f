"""People: known by tokens of a provider, or by a session at the page."""
