"""Figures of usage, measured."""
