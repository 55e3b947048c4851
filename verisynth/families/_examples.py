"""One complete reply a family, shown to model teachers for its format.

Small models follow an example far better than a description. A test has each example judged as if
a model had written it: all are accepted.
"""

from __future__ import annotations

PYTHON = {
    "problem": "Write a function `middle(values)` that returns the middle element of a list of "
    "integers after sorting it. If the length is even, return the smaller of the two middle "
    "elements. Raise ValueError if the list is empty.",
    "solution": """\
def middle(values: list[int]) -> int:
    \"\"\"Return the middle element of the sorted list, the smaller one if there are two.\"\"\"
    if not values:
        raise ValueError("values must not be empty")
    return sorted(values)[(len(values) - 1) // 2]""",
    "tests": """\
import pytest
from solution import middle

def test_odd_length():
    assert middle([5, 1, 9]) == 5
    assert middle([-2]) == -2

def test_even_length_takes_the_smaller():
    assert middle([4, 1, 3, 2]) == 2

def test_empty_list():
    with pytest.raises(ValueError):
        middle([])""",
}

STDIO = {
    "problem": "The first line holds an integer n, the second line n integers. Print how many of "
    "them are larger than the one right before them.",
    "solution": """\
import sys

numbers = [int(word) for word in sys.stdin.read().split()][1:]
print(sum(later > earlier for earlier, later in zip(numbers, numbers[1:])))""",
    "cases": """\
[
  {"input": "4\\n1 3 2 5\\n", "output": "2\\n"},
  {"input": "1\\n7\\n", "output": "0\\n"},
  {"input": "3\\n2 2 1\\n", "output": "0\\n"},
  {"input": "4\\n-3 -2 0 8\\n", "output": "3\\n"}
]""",
}

SQL = {
    "question": "For each shelf, how many plants on it are taller than 30 cm? Return the shelf "
    "name and the number; leave out shelves without such a plant. Order by shelf name.",
    "schema": """\
CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE plants (
  id INTEGER PRIMARY KEY,
  shelf_id INTEGER REFERENCES shelves (id),
  height_cm INTEGER
);""",
    "data": """\
INSERT INTO shelves VALUES (1, 'window'), (2, 'door'), (3, 'attic'), (4, 'window');
INSERT INTO plants VALUES
  (1, 1, 31), (2, 1, 30), (3, 1, 55), (4, 2, 12), (5, 2, 90), (6, NULL, 70), (7, 3, NULL),
  (8, 4, 44), (9, 4, 61);""",
    "query": """\
SELECT s.name, COUNT(*)
FROM shelves AS s
JOIN plants AS p ON p.shelf_id = s.id
WHERE p.height_cm > 30
GROUP BY s.id, s.name
ORDER BY s.name""",
}

REGEX = {
    "description": "A seat number: one capital letter A to H, then one or two digits without a "
    "leading zero.",
    "pattern": "[A-H][1-9][0-9]?",
    "matches": '["A1", "H9", "B10", "C99", "D5", "E20", "F47", "G8", "H11", "A90"]',
    "rejects": '["A0", "A01", "I5", "a1", "AA1", "A100", "A", "12", "B1 ", "-C3"]',
}

MATH = {
    "problem": "A bakery packs 7 rolls into each bag. It baked 160 rolls and 6 of them broke. "
    "How many full bags can it pack?",
    "program": """\
def answer(baked=160, broken=6, rolls_in_a_bag=7):
    bags, left = 0, baked - broken
    while left >= rolls_in_a_bag:
        bags, left = bags + 1, left - rolls_in_a_bag
    return bags""",
    "solution": "160 - 6 = 154 rolls are good.\n154 ÷ 7 = 22, so 22 bags are full.\nAnswer: 22",
}

JUDGED = {
    "ticket": "Hi, I ordered the blue kettle two weeks ago and the tracking page has not moved "
    "since last Monday. Could you look into where it is? Thanks, Ana",
    "label": "delivery-delay",
}
