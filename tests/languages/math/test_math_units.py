from __future__ import annotations

from fractions import Fraction

import pytest

from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.units import canonical_unit, factor, is_unit

SPELLINGS = {
    "meter": ("m", "metres", "meter"),
    "centimeter^2": ("cm ^ 2", "square centimeters", "sq cm", "cm^{2}", "centimeters squared"),
    "meter^3": ("cubic meters", "m^3", "meters cubed", "cu m"),
    "meter*second^-1": ("m/s", "meters per second", "m s^{-1}"),
    "meter*second^-2": ("m/s^2", "m / s^{2}", "meters per second squared"),
    "meter*newton": ("N - m", "newton meters", "N m"),
    "person": ("people", "person", "persons"),
    "berry": ("berries", "berry"),
    "box": ("boxes", "box"),
    "class": ("classes", "class"),
    "inch": ("in", "inches"),
    "apple": ("apples", "of apples", "a apple"),
    "cent": ("¢", "cents"),
}

FACTORS = [
    ("hour", "minute", 60),
    ("mile", "foot", 5280),
    ("mph", "mile*hour^-1", 1),
    ("kilometer*hour^-1", "meter*second^-1", Fraction(5, 18)),
    ("liter", "centimeter^3", 1000),
    ("joule", "meter*newton", 1),
    ("acre", "foot^2", 43560),
    ("gallon", "inch^3", 231),
    ("year", "month", 12),
    ("apple", "apple", 1),
]


@pytest.mark.parametrize(("unit", "texts"), SPELLINGS.items())
def test_a_unit_has_one_spelling(unit: str, texts: tuple[str, ...]) -> None:
    assert {canonical_unit(text) for text in texts} == {unit}


@pytest.mark.parametrize(("source", "goal", "size"), FACTORS)
def test_units_of_one_dimension_convert_exactly(source: str, goal: str, size: Fraction) -> None:
    assert factor(source, goal) == size
    assert factor(goal, source) == 1 / Fraction(size)


@pytest.mark.parametrize(
    ("source", "goal"),
    [
        ("meter", "second"),
        ("meter", "meter^2"),
        ("month", "day"),
        ("apple", "orange"),
        ("dollar", "euro"),
        ("degree", "radian"),
        ("meter", "apple"),
    ],
)
def test_other_units_do_not(source: str, goal: str) -> None:
    assert factor(source, goal) is None


@pytest.mark.parametrize("text", ["or maybe", "because it is", "x" * 100, "a1 b c d e f g h i j"])
def test_prose_is_no_unit(text: str) -> None:
    with pytest.raises(Unreadable):
        canonical_unit(text)


def test_powers_are_bounded() -> None:
    assert canonical_unit("m^999999") == "meter^9"
    assert canonical_unit("^2 squared m") == "meter"
    assert is_unit("Km") or is_unit("km")
    assert not is_unit("apple")
