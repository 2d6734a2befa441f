"""What is kept of a request while it is answered."""

PRINCIPAL = "principal"
"""Where in a request's state who asks is kept."""
