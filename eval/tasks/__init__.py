"""What is done with a case: one file for each task."""
