"""Measurements of this machine, against the bare libraries in the same run. See `make bench`."""
