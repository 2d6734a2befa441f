"""Use cases at work: submitted, evaluated, let into use, and asked by their names as models."""
