"""What the service is used for and worth: counted, and told where it is about enough people."""
