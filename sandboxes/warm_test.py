"""A test file that is run in the worker before any job, so that the interpreter has seen the way.

What runs for the first time is slow: bytecode is specialized and pages are written. A forked child
would do both again for every job.
"""

import sys

import pytest

SEEN = []


@pytest.fixture
def number():
    """Takes the way of a fixture that is torn down."""
    yield 1
    SEEN.clear()


@pytest.mark.parametrize("n", [1, 2])
def test_parameter(n, number, capsys):
    """Takes the way of a parameter."""
    sys.stdout.write(f"{n}\n")
    assert n >= number
    assert capsys.readouterr().out == f"{n}\n"


class TestClass:
    """Takes the way of a class."""

    def test_raises(self):
        """Takes the way of an expected exception."""
        with pytest.raises(ValueError, match="invalid"):
            int("x")
        assert pytest.approx([1.0]) == [1]

    def test_fails(self):
        """Takes the way of a failure and its explanation."""
        SEEN.append(1)
        assert SEEN == [1, 2]
