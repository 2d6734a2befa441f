"""Synthetic sample documents with known answers."""
