"""Who is wrong when independent authors disagree: an answer, a test, the reference or the prompt.

Pure rules over a matrix that others filled. They know no family, no sandbox and no model.

An *author* is the reference, one independent answer or one independent set of tests; none saw
another's work. A *reading* is a behaviour: the reference's, or a different one. Two ideas carry
the rules:

- **Errors scatter, readings gather.** Authors who slip do so mostly each in their own way; authors
  who behave alike, and not like the reference, understood the prompt alike. So one author never
  condemns anything, and answers that all differ speak of a hard problem, not of a bad one. Yet
  some slips are common, so two who err alike are not enough either: it takes a majority against
  the reference, or two camps that share nearly all answers between them.
- **A majority is only as good as its share.** Measured on sampled answers to 164 problems, the
  largest group of equal behaviour was right in 73 % of the problems where it held 60 % of the
  answers or more, and in 14 % where it held less than 40 %. So a share of at least ``agreement``
  decides, over *all* answers that could be read, also those that crashed; and the agreement of a
  majority *with the reference*, which was written apart from it, is the only one that is trusted
  to vouch for a problem.

``benchmarks/corroboration.py`` measures what the rules make of right and of wrong references.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

GATHERED = 2
"""Authors from which a reading is not one author's slip."""

CAMP_SHARE = 0.4
"""Share of the answers from which a reading that is no majority is a camp of its own."""

NO_SUCH_NAME = "no-such-name"
"""The reading of an answer that lacks a name the checks need: the prompt did not give it."""


class Stand(StrEnum):
    """How one independent answer stands to the problem's own checks."""

    AGREES = "agrees"
    """It passes them all."""
    DIFFERS = "differs"
    """It ran and did something else."""
    FAILS = "fails"
    """It broke a limit, crashed or is no program: it says nothing about what the prompt means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One row of the matrix: an independent answer."""

    stand: Stand
    reading: str = ""
    """For one that differs: what it did instead. Equal texts are equal behaviour."""
    passed: Mapping[str, bool] = field(default_factory=dict)
    """Independent test to whether it passes; a test that did not report is left out."""


class Finding(StrEnum):
    """What the matrix says of the problem."""

    CORROBORATED = "corroborated"
    """Enough independent answers agree with the reference."""
    UNDECIDED = "undecided"
    """Too few could be read, or they scatter."""
    REFERENCE = "reference"
    """They agree with one another and not with the reference."""
    PROMPT = "prompt"
    """They are in camps, or the reference has somebody on its side against a majority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """The finding and the counts it rests on."""

    finding: Finding
    detail: str
    """One line a person can act on."""
    independents: int
    """Independent answers that could be read."""
    agreeing: int
    """Those that pass the problem's checks and every confirmed independent test."""
    confirmed: tuple[str, ...] = ()
    """Independent tests that the reference and enough answers pass."""
    wrong: tuple[str, ...] = ()
    """Independent tests that are wrong themselves."""

    @property
    def pass_rate(self) -> float | None:
        """Share of the independent answers that agree: how hard the problem is. None: no answer."""
        return self.agreeing / self.independents if self.independents else None


def blame(opinions: Sequence[Opinion], reference: Mapping[str, bool], *, agreement: float) -> Blame:
    """The finding on one problem; the order of the opinions does not matter.

    ``reference`` says of each independent test whether the reference passes it. ``agreement`` is
    above 0.5, so that no two readings can both have it.
    """
    columns = [_column(name, opinions, reference, agreement) for name in reference]
    confirmed = tuple(one.name for one in columns if one.confirmed)
    rows = [_with_tests(opinion, confirmed) for opinion in opinions]
    finding, detail = _finding(rows, columns, agreement)
    return Blame(
        finding=finding,
        detail=detail,
        independents=len(rows),
        agreeing=sum(one.stand is Stand.AGREES for one in rows),
        confirmed=confirmed,
        wrong=tuple(one.name for one in columns if one.wrong),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """One independent test: who passes it and what follows."""

    name: str
    reference: bool
    passing: int
    reported: int
    majority: bool
    """Whether enough answers pass."""

    @property
    def confirmed(self) -> bool:
        return self.reference and self.majority

    @property
    def against_reference(self) -> bool:
        """Its author and most answers read the prompt alike, and the reference does not."""
        return not self.reference and self.majority

    @property
    def split(self) -> bool:
        """Its author and two answers stand against the reference and at least one more."""
        gathered = self.passing >= GATHERED
        return not self.reference and gathered and not self.majority

    @property
    def wrong(self) -> bool:
        """The reference and two answers fail it, and at most one passes.

        Expected values are often written without running anything: more than half of those of a
        small model are wrong. So the test and not the prompt is to blame, even if one answer
        happens to make the same mistake; with fewer answers to compare, nothing is said.
        """
        failing = self.reported - self.passing
        return not self.reference and self.passing < GATHERED <= failing


def _column(
    name: str, opinions: Sequence[Opinion], reference: Mapping[str, bool], agreement: float
) -> _Column:
    reports = [one.passed[name] for one in opinions if name in one.passed]
    majority = _enough(sum(reports), len(reports), agreement)
    return _Column(name, reference[name], sum(reports), len(reports), majority)


def _enough(count: int, total: int, agreement: float) -> bool:
    return count >= GATHERED and count / total >= agreement


def _with_tests(opinion: Opinion, confirmed: Sequence[str]) -> Opinion:
    """An answer that fails what the reference and most others pass is wrong, whatever it passes.

    Its reading stays empty: that it slipped is known, not what it means instead.
    """
    if opinion.stand is Stand.AGREES and not all(
        opinion.passed.get(one, True) for one in confirmed
    ):
        return Opinion(stand=Stand.FAILS, passed=opinion.passed)
    return opinion


def _finding(
    rows: Sequence[Opinion], columns: Sequence[_Column], agreement: float
) -> tuple[Finding, str]:
    by_test = next((found for column in columns if (found := _by_test(column))), None)
    if by_test is not None:
        return by_test
    total = len(rows)
    agreeing = sum(one.stand is Stand.AGREES for one in rows)
    shown = f"{agreeing} of {total} independent answers agree with the reference"
    if _enough(agreeing, total, agreement):
        return Finding.CORROBORATED, shown
    readings = Counter(one.reading for one in rows if one.stand is Stand.DIFFERS)
    largest, size = _largest(readings)
    camps = [one for one in (agreeing, *readings.values()) if _enough(one, total, CAMP_SHARE)]
    if not _enough(size, total, agreement) and len(camps) < 2:
        return Finding.UNDECIDED, shown
    if largest == NO_SUCH_NAME:
        return Finding.PROMPT, f"{shown}, {size} lack a name the checks need and the prompt hides"
    # With one more author on the reference's side it is two readings and not one mistake.
    finding = Finding.PROMPT if agreeing or len(camps) > 1 else Finding.REFERENCE
    return finding, f"{shown}, {size} with one another on something else: {_cut(largest)}"


def _by_test(column: _Column) -> tuple[Finding, str] | None:
    """What one independent test says of the problem, if anything."""
    if not (column.against_reference or column.split):
        return None
    detail = (
        f"the reference fails the independent test {column.name}, which {column.passing} of "
        f"{column.reported} independent answers pass"
    )
    return (Finding.REFERENCE if column.against_reference else Finding.PROMPT), detail


def _largest(counted: Counter[str]) -> tuple[str, int]:
    """The reading most have; of equals the first by its text, so that no order decides."""
    return min(counted.items(), key=lambda one: (-one[1], one[0]), default=("", 0))


def _cut(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"
