"""What a reader sees of a PDF page, and what is in the file beside it."""

from adapters.parsers.pdf.seen.beside import comments_of, metadata_of
from adapters.parsers.pdf.seen.page import seen

__all__ = ["comments_of", "metadata_of", "seen"]
