"""Quotas: how they are declared, and whether what is asked is within them. Pure."""
