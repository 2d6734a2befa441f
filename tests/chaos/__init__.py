"""A whole installation whose processes are killed at random while documents come in.

python -m tests.chaos --documents 200 --kills 60 [--postgres]
"""
