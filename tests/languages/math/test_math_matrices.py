from __future__ import annotations

from fractions import Fraction

import pytest

from tests.verifiers.math_judging import on_host
from verisynth.languages.math.exact import fold
from verisynth.languages.math.matrices import multiplied_out
from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Matrix


def matrix(*rows: str) -> str:
    return r"\begin{pmatrix}" + r"\\".join(rows) + r"\end{pmatrix}"


A, B, SWAP = matrix("1&2", "3&4"), matrix("5&6", "7&8"), matrix("0&1", "1&0")
RESULTS = {
    f"{A}+{B}": [6, 8, 10, 12],
    f"{A}-{B}": [-4, -4, -4, -4],
    f"-{A}": [-1, -2, -3, -4],
    f"2{A}": [2, 4, 6, 8],
    f"{A}\\cdot 2": [2, 4, 6, 8],
    rf"\frac{{{A}}}{{2}}": [Fraction(1, 2), 1, Fraction(3, 2), 2],
    f"{A}{SWAP}": [2, 1, 4, 3],
    f"{A}{SWAP} + {B}": [7, 7, 11, 11],
    f"{A}^2": [7, 10, 15, 22],
    f"{A}^T": [1, 3, 2, 4],
    f"2\\cdot 3{A}": [6, 12, 18, 24],
}


@pytest.mark.parametrize(("text", "entries"), RESULTS.items())
def test_operations_are_carried_out(text: str, entries: list[Fraction]) -> None:
    result = multiplied_out(parse(text))
    assert isinstance(result, Matrix)
    assert [fold(item) for row in result.rows for item in row] == entries


@pytest.mark.parametrize(
    "text",
    [
        f"{A} + {matrix('1&2')}",
        f"{A} + 1",
        f"{A}{matrix('1', '2', '3')}",
        f"{matrix('1&2', '3')}^T",
        f"{A}^{{100}}",
        f"{A}^x",
        f"{matrix('x&1', '1&x')}^3",
        rf"\sin {A}",
        rf"\det {matrix('1&2')}",
        rf"\frac{{1}}{{{A}}}",
    ],
)
def test_what_does_not_fit_or_is_too_large_is_not_computed(text: str) -> None:
    with pytest.raises(Unreadable):
        multiplied_out(parse(text))


def test_sizes_are_bounded() -> None:
    column = matrix(*["1"] * 12)
    row = matrix("&".join("1" * 12))
    with pytest.raises(Unreadable, match="too large"):
        multiplied_out(parse(f"{column}{row}"))
    wide = matrix(*["&".join("1" * 6)] * 6)
    with pytest.raises(Unreadable):
        multiplied_out(parse(rf"\det {wide}"))


def test_determinants_are_values() -> None:
    assert on_host("-2", rf"\det {A}").reason == "unevaluated-answer"
    assert on_host(rf"\det {A}", "-2").outcome == "accepted"
    three = r"\begin{vmatrix}2&0&1\\1&3&2\\0&1&1\end{vmatrix}"
    assert on_host(three, "3").outcome == "accepted"
    assert on_host(three, "4").outcome == "rejected"


def test_vectors_may_lie_or_stand() -> None:
    assert on_host("(1, 2, 3)", matrix("1", "2", "3")).outcome == "accepted"
    assert on_host("(1, 2, 3)", matrix("1&2&3")).outcome == "accepted"
    assert on_host("(1, 2, 3)", matrix("1&2")).outcome == "rejected"
    assert on_host(A, "1").outcome == "rejected"
    assert on_host("[[1, 2], [3, 4]]", A).outcome == "accepted"
    assert on_host("[[1, 2, 0], [3, 4, 0]]", matrix("1&2&0", "3&4&0")).outcome == "accepted"
