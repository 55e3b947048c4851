"""The English around the equations of a worked solution: which words join, lead on, or mean more.

Closed lists, found by reading what a checker of steps got wrong on thousands of solutions. A word
that is missing here makes a step unreadable or a definition unseen, seldom wrong.
"""

from __future__ import annotations

EQUALS = frozenset(
    ("is", "are", "equals", "equal", "makes", "gives", "leaves", "yields", "was")
)  # fmt: skip
"""Equality said in words, if what stands on its left computes something."""
ABOUT = frozenset(
    ("about", "approximately", "roughly", "around", "approx", "nearly", "almost")
)  # fmt: skip
FUNCTIONS = frozenset((
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "log", "ln", "gcd",
    "lcm",
))  # fmt: skip
"""What follows one of them is its argument, and no value of its own."""
JOINING = frozenset((
    "and", "or", "so", "then", "thus", "hence", "because", "since", "which", "that", "when",
    "while", "if", "but", "therefore", "leaving", "giving", "making",
))  # fmt: skip
"""What is no unit, though it stands behind a value."""
COMPARING = frozenset((
    "more", "less", "fewer", "times", "of", "percent", "as", "to", "than", "bigger", "larger",
    "smaller", "older", "younger", "higher", "lower", "longer", "shorter", "and", "or", "out",
    "in", "divided", "multiplied", "plus", "minus", "per", "greater",
))  # fmt: skip
"""``7 × 8 is 4 more than 52``: no equality, whatever stands on the right."""
COMPARATIVES = COMPARING - {"of", "as", "to", "and", "or", "out", "in", "per"}
LEADING = frozenset((
    "so", "thus", "hence", "then", "and", "therefore", "is", "are", "get", "gets", "have", "has",
    "gives", "means", "that", "since", "because", "which",
))  # fmt: skip
"""After them a bare value begins an equation: ``so 20 = 4 × 5``."""
MADE_OF = frozenset((
    "root", "roots", "remainder", "digit", "digits", "half", "third", "quarter", "quarters",
    "thirds", "fifth", "fifths", "square", "cube", "reciprocal", "inverse", "factorial",
    "logarithm", "log", "average", "mean", "median", "floor", "ceiling", "opposite",
))  # fmt: skip
"""With ``of`` after them, something else is made of the value that follows."""
AVERAGES = frozenset(("average", "mean", "median"))
"""``an average of 400/5 = 80`` states the average, ``the average of 3 + 5 is 4`` takes it."""
REMAINDER = frozenset(("remainder", "rem", "left", "leftover", "remaining"))
NUMBERED = frozenset((
    "weeks", "days", "months", "years", "pages", "chapters", "lines", "rows", "questions",
    "problems", "steps", "rounds", "games", "levels", "grades", "ages",
))  # fmt: skip
"""``Weeks 1-2`` is no difference."""
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12, "k": 1000,
}  # fmt: skip
PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
OPERATORS = {"plus": "+", "minus": "-", "times": "×", "of": "of", "mod": "mod"}
BY = {"divided": "÷", "multiplied": "×"}
"""With ``by`` after them."""
