"""Formats that are one file each: every module here is found, and says itself what it reads.

A module has `FORMAT` (an `adapters.parsers.formats.Format` with a sign) and `read(path) -> Parsed`.
It is imported wherever formats are listed, so it imports libraries inside functions; one is shown
in docs/formats.md.
"""
