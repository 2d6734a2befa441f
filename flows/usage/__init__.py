"""Usage: what is kept of it, and what is told of it."""
