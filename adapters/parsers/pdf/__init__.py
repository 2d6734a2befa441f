"""PDF: words with boxes, blocks and tables as ranges of words; `reader` is where to begin."""
