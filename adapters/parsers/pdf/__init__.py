"""PDF through liteparse: words with boxes, blocks and tables as ranges of words."""

from adapters.parsers.pdf.reader import read

__all__ = ["read"]
