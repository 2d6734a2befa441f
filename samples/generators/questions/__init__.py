"""Questions with known answers, one module per document; braces are filled from the data."""
