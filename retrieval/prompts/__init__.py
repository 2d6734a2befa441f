"""What a model is told: reviewed templates, passages as data, within a budget of tokens."""
