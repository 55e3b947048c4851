"""Units: every unit text becomes one spelling, and units of one dimension convert exactly.

A unit is a product of powers: ``km/h``, ``cubic centimeters``, ``N-m``. An unknown word is a unit
too (``apples``): it equals only itself, singular or plural. Sizes are exact by definition (SI
brochure, 9th edition; international yard and pound agreement of 1959).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from verisynth.languages.math.notation import Unreadable

_TABLE = """
length meter 1 m metre
length centimeter 1/100 cm centimetre
length millimeter 1/1000 mm millimetre
length micrometer 1/1000000 µm μm um micron micrometre
length nanometer 1/1000000000 nm nanometre
length kilometer 1000 km kilometre
length decimeter 1/10 dm decimetre
length inch 127/5000 in inches
length foot 381/1250 ft feet
length yard 1143/1250 yd
length mile 201168/125 mi
length parsec 30856775814913673 pc
length angstrom 1/10000000000 Å
time second 1 s sec
time minute 60 min
time hour 3600 h hr hrs
time day 86400 d
time week 604800 wk
time millisecond 1/1000 ms
time microsecond 1/1000000 µs μs us
time nanosecond 1/1000000000 ns
months month 1 mo
months year 12 yr
mass gram 1 g gm
mass kilogram 1000 kg kilo
mass milligram 1/1000 mg
mass tonne 1000000
mass ounce 45359237/1600000 oz
mass pound 45359237/100000 lb lbs
money dollar 1 USD usd buck
money cent 1/100 ¢ penny pennies
euro euro 1 EUR eur
sterling sterling 1 GBP gbp quid
yen yen 1 JPY yuan
rupee rupee 1 INR
angle degree 1 deg
angle radian 0 rad
share percent 1 pct percentage
temperature kelvin 1 K
celsius celsius 1 centigrade
fahrenheit fahrenheit 1
charge coulomb 1 C
current ampere 1 A amp
substance mole 1 mol
information bit 1
information byte 8
luminosity candela 1 cd
"""
_DERIVED = """
liter 1/1000 meter^3 L l litre
milliliter 1/1000000 meter^3 mL ml millilitre cc
gallon 473176473/125000000000 meter^3 gal
quart 473176473/500000000000 meter^3 qt
pint 473176473/1000000000000 meter^3 pt
hectare 10000 meter^2 ha
acre 316160658/78125 meter^2
hertz 1 second^-1 Hz
kilohertz 1000 second^-1 kHz
megahertz 1000000 second^-1 MHz
newton 1000 gram*meter*second^-2 N
kilonewton 1000000 gram*meter*second^-2 kN
joule 1000 gram*meter^2*second^-2 J
kilojoule 1000000 gram*meter^2*second^-2 kJ
watt 1000 gram*meter^2*second^-3 W
kilowatt 1000000 gram*meter^2*second^-3 kW
pascal 1000 gram*meter^-1*second^-2 Pa
kilopascal 1000000 gram*meter^-1*second^-2 kPa
erg 1/10000 gram*meter^2*second^-2 ergs
dyne 1/100 gram*meter*second^-2
mph 201168/450000 meter*second^-1
kph 5/18 meter*second^-1 kmh kmph
volt 1000 gram*meter^2*second^-2*coulomb^-1 V
"""
_FACTORS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "squared": 2, "cubed": 3}
_FILLERS = frozenset(("of", "the", "a", "an", "each", "in", "total", "long", "tall", "high", "old"))
_PROSE = frozenset(
    (
        "or", "not", "maybe", "and", "because", "if", "is", "was", "the", "but", "since", "so",
        "that", "then", "which", "approximately", "about", "roughly", "either", "perhaps",
        "probably", "possibly", "where", "when", "for", "with", "unless", "are", "can", "could",
        "would", "might", "isn't", "wrong", "incorrect", "false",
    )
)  # fmt: skip
MAX_WORDS = 6
_SCALE = re.compile(r"degrees?\s+(?=celsius|centigrade|fahrenheit)", re.IGNORECASE)
_MAX_POWER = 9
_PIECE = re.compile(r"\^\s*\{?\s*(-?\d+)\s*\}?|[^\W\d_]+|[/*·()¢-]|\d+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A known unit: its size in base units, and the power of each base unit in it."""

    name: str
    size: Fraction
    powers: tuple[tuple[str, int], ...]


def _load() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in filter(None, _TABLE.splitlines()):
        dimension, name, size, *others = line.split()
        base = dimension if Fraction(size) else name
        unit = Unit(name, Fraction(size) or Fraction(1), ((base, 1),))
        units.update(dict.fromkeys((name, *others), unit))
    for line in filter(None, _DERIVED.splitlines()):
        name, size, powers, *others = line.split()
        unit = _composed(name, Fraction(size), powers, units)
        units.update(dict.fromkeys((name, *others), unit))
    return units


def _composed(name: str, size: Fraction, text: str, units: dict[str, Unit]) -> Unit:
    powers: dict[str, int] = {}
    for part in text.split("*"):
        base, _, power = part.partition("^")
        for dimension, own in units[base].powers:
            powers[dimension] = powers.get(dimension, 0) + own * int(power or 1)
        size *= units[base].size ** int(power or 1)
    return Unit(name, size, tuple(sorted(powers.items())))


_UNITS = _load()


def is_unit(word: str) -> bool:
    """Whether ``word``, as written, is a unit of the table."""
    return word in _UNITS or _singular(word) in _UNITS


def is_prose(text: str) -> bool:
    """Whether the words are part of a sentence and no unit: ``or maybe``, ``because``."""
    return any(word in _PROSE for word in re.findall(r"[a-z']+", text.casefold()))


def canonical_unit(text: str) -> str:
    """One spelling for ``text``: ``cm ^ 2`` and ``square centimeters`` alike.

    Raises:
        Unreadable: the words are prose (``or maybe``), or more than a unit has.
    """
    if is_prose(text) or len(text) > 80:
        raise Unreadable(f"prose after the value: {text[:60]!r}")
    powers = _powers(_SCALE.sub("", text))
    if len(powers) > MAX_WORDS:
        raise Unreadable(f"prose after the value: {text[:60]!r}")
    known = [(name, power) for name, power in sorted(powers.items()) if power]
    return "*".join(name if power == 1 else f"{name}^{power}" for name, power in known)


def _powers(text: str) -> dict[str, int]:
    """Each unit and its power; below ``/`` or ``per`` the powers are negative."""
    pieces = _Pieces()
    for found in _PIECE.finditer(text.replace("{", " ").replace("}", " ")):
        pieces.read(found[0], found[1])
    return pieces.powers


@dataclass(slots=True)
class _Pieces:
    powers: dict[str, int] = field(default_factory=dict)
    pending: int = 1
    """What ``square`` or ``cubic`` says of the unit to come."""
    below: int = 1
    last: str = ""

    def read(self, piece: str, exponent: str | None) -> None:
        word = piece.casefold()
        if exponent:
            self._raise(max(-_MAX_POWER, min(_MAX_POWER, int(exponent))))
        elif word in ("/", "per"):
            self.below = -1
        elif word in ("square", "sq", "cubic", "cu"):
            self.pending = _FACTORS[word]
        elif word in ("squared", "cubed"):
            self._raise(_FACTORS[word])
        elif (piece[0].isalpha() or piece == "¢") and not self._fills(piece):
            self.last = _singular(piece)
            power = self.powers.get(self.last, 0)
            self.powers[self.last] = power + self.below * self.pending
            self.pending = 1

    def _raise(self, power: int) -> None:
        if self.last:
            self.powers[self.last] += self.below * (power - 1)

    def _fills(self, piece: str) -> bool:
        """``in`` is an inch after a number and a filler after a unit."""
        return piece.casefold() in _FILLERS and (piece not in _UNITS or bool(self.last))


def _singular(word: str) -> str:
    if word in _UNITS:
        return _UNITS[word].name
    if _is_scaled(word):
        return word
    lowered = word.casefold()
    stem = lowered.removesuffix("s")
    if lowered in _UNITS and len(lowered) > 1:
        return _UNITS[lowered].name
    if stem in _UNITS and len(stem) > 1:
        return _UNITS[stem].name
    if lowered in _PLURALS:
        return _PLURALS[lowered]
    if lowered.endswith("ies") and len(lowered) > 4:
        return lowered[:-3] + "y"
    if lowered.endswith(("ches", "shes", "xes", "sses")):
        return lowered[:-2]
    return stem if len(stem) > 2 and not lowered.endswith("ss") else lowered


def _is_scaled(word: str) -> bool:
    """Whether ``m`` or ``M`` says milli or mega: ``Mg`` is no ``mg``, while ``MM`` is shouted."""
    return word[0] in "mM" and word[1:] in _SCALED and not (word.isupper() or word.islower())


_SCALED = frozenset(("A", "Hz", "J", "N", "Pa", "V", "W", "eV", "g", "l", "m", "s", "t"))
_PLURALS = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse",
    "geese": "goose", "teeth": "tooth", "feet": "foot", "loaves": "loaf", "halves": "half",
    "knives": "knife", "leaves": "leaf",
}  # fmt: skip


@lru_cache(maxsize=1024)
def factor(source: str, goal: str) -> Fraction | None:
    """What takes a value in ``source`` to ``goal``; None if they do not convert."""
    if source == goal:
        return Fraction(1)
    one, other = _measured(source), _measured(goal)
    return one[0] / other[0] if one[1] == other[1] else None


def _measured(unit: str) -> tuple[Fraction, tuple[tuple[str, int], ...]]:
    size, powers = Fraction(1), dict[str, int]()
    for part in unit.split("*"):
        name, _, exponent = part.partition("^")
        known = _UNITS.get(name) or Unit(name, Fraction(1), ((f"?{name}", 1),))
        size *= known.size ** int(exponent or 1)
        for dimension, power in known.powers:
            powers[dimension] = powers.get(dimension, 0) + power * int(exponent or 1)
    return size, tuple(sorted((name, power) for name, power in powers.items() if power))


_SELDOM = frozenset(
    ("decimeter", "micrometer", "nanometer", "parsec", "angstrom", "microsecond", "nanosecond")
)
"""Nobody changes to these without saying so."""


def sizes(unit: str) -> frozenset[Fraction]:
    """What takes this unit to others of its kind in the table, as factors above 1."""
    mine = _UNITS.get(unit)
    if mine is None:
        return frozenset()
    ratios = (
        one.size / mine.size
        for one in _UNITS.values()
        if one.powers == mine.powers and one.name not in _SELDOM
    )
    return frozenset(max(ratio, 1 / ratio) for ratio in ratios if ratio != 1)
