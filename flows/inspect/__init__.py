"""Shows what is read in a file, for who wants to check it: as text, as JSON, as a page of HTML."""
