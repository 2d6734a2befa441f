"""What people saw on the pages of the corpora, kept as hashes: none of their text is here."""
