"""What counts as the same answer where mathematics alone does not say: a question's own rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules one comparison follows. The fields and their values are those of ``MathTarget``."""

    percent: str = "gold"
    """``gold``: where the gold has a per cent sign the question asked for a percentage, so that
    ``28`` and ``28%`` and ``0.28`` all answer it; a sign the gold lacks still divides by 100, so
    ``5%`` never answers ``5``. ``value``: ``60%`` is 0.6 on both sides and never 60."""
    units: str = "optional"
    """``optional``: a unit may be left out, because the question fixes it. ``required``."""
    order: str = "any"
    """Of a list without brackets: ``any`` order, or the ``same`` as the gold's."""
    decimals: str = "full"
    """``full``: a value with no finite decimal may be given as a decimal of double precision, all
    its digits right. ``exact``: not even so. ``rounded``: whatever rounds to the gold as written
    counts."""
    constant: str = "required"
    """The constant of integration, where the gold has one: ``required`` or ``optional``."""
    tolerance: float = 0.0
    """Relative, stated by the problem; 0 is exact."""


DEFAULT = Policy()
