"""Human supervision: which answers wait for people, and who may decide of them."""
