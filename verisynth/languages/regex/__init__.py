"""Regular expressions of Python's ``re``: syntax, equivalence, telling strings, backtracking."""
