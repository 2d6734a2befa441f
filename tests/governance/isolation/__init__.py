"""Who sees what, by an oracle that shares no code with what it judges."""
