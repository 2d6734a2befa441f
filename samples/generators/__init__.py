"""One module per sample document, and the gold questions drawn from the same data."""
