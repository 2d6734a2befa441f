"""From a question to the documents that it is about."""
