"""Grids: documents x typed questions, each cell a value with its evidence."""
