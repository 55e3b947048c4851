"""Units: one name for each, and factors between those of the same dimension.

An unknown word is a unit too (``apples``): it equals only itself, singular or plural.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verisynth.languages.math.tokens import Unreadable

_TABLE = """
length meter 1 m metre meters metres
length centimeter 1/100 cm centimetre
length millimeter 1/1000 mm millimetre
length kilometer 1000 km kilometre
length inch 127/5000 in inches
length foot 381/1250 ft feet
length yard 1143/1250 yd
length mile 201168/125 mi
time second 1 s sec
time minute 60 min
time hour 3600 h hr hrs
time day 86400
time week 604800 wk
mass gram 1 g
mass kilogram 1000 kg
mass milligram 1/1000 mg
mass ton 1000000 tonne
mass ounce 45359237/1600000 oz
mass pound 45359237/100000 lb lbs
volume liter 1 l L litre
volume milliliter 1/1000 ml mL millilitre
money dollar 1 dollars USD usd bucks
money cent 1/100 cents ¢
angle degree 1 deg
share percent 1 pct percentage
"""
_PROSE = frozenset(
    (
        "or",
        "not",
        "maybe",
        "and",
        "because",
        "if",
        "is",
        "was",
        "the",
        "but",
        "since",
        "so",
        "that",
        "then",
        "because",
        "which",
        "approximately",
        "about",
        "roughly",
        "either",
        "perhaps",
        "probably",
    )
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A known unit: its dimension and its size in the dimension's first unit."""

    dimension: str
    name: str
    size: Fraction


def _load() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _TABLE.split("\n"):
        if line:
            dimension, name, size, *others = line.split()
            unit = Unit(dimension, name, Fraction(size))
            units.update(dict.fromkeys((name, *others), unit))
    return units


_UNITS = _load()


def canonical_unit(text: str) -> str:
    """One spelling for ``text``: ``cm ^ 2`` and ``square centimeters`` alike.

    Raises:
        Unreadable: the words are prose (``or maybe``), or more than a unit has.
    """
    words = (
        text.replace("{", " ").replace("}", " ").replace("/", " per ").replace("^", " ^ ").split()
    )
    words = [word.strip(".,;:()") for word in words]
    words = [word for word in words if word]
    if len(words) > 5 or _PROSE & {word.casefold() for word in words}:
        raise Unreadable(f"prose after the value: {text[:60]!r}")
    return " ".join(_powers([_singular(word) for word in words]))


def _powers(words: list[str]) -> list[str]:
    while "^" in words:
        at = words.index("^")
        prefix = {"2": "square", "3": "cubic"}.get("".join(words[at + 1 : at + 2]), "power")
        words = [*words[: at - 1], prefix, *words[at - 1 : at], *words[at + 2 :]]
    return ["square" if word == "sq" else word for word in words]


def _singular(word: str) -> str:
    if word in _UNITS:
        return _UNITS[word].name
    lowered = word.casefold()
    stem = lowered.removesuffix("s")
    if stem in _UNITS:
        return _UNITS[stem].name
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("ches", "shes", "xes", "sses")):
        return lowered[:-2]
    return stem if len(stem) > 2 and not lowered.endswith("ss") else lowered


def factor(source: str, goal: str) -> Fraction | None:
    """What takes a value in ``source`` to ``goal``; None if they do not convert."""
    if source == goal:
        return Fraction(1)
    one, other = _UNITS.get(source), _UNITS.get(goal)
    if one is None or other is None or one.dimension != other.dimension:
        return None
    return one.size / other.size
