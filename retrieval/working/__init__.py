"""Answers that are worked out: from a question to a formula, to figures of the evidence."""
