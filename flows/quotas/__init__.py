"""Quotas at work: what is asked is counted, refused beyond its limits, and metered by entity."""
