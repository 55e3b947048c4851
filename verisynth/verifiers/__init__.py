"""Decide from what ran, one way of judging a file."""
