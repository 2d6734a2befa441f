"""Compares the database with what lies outside it: the bytes, the index, the work to be done."""
