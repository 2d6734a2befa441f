"""Processes that answer questions for the ledger's sake, killed one after the other.

python -m tests.chaos.ledger --writers 16 --seconds 60
"""
