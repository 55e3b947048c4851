"""The shapes components have: one protocol a kind, one job each.

A component is a frozen dataclass whose fields are its settings. Nothing here is inherited from;
a plug-in only has to fit. What a family may also do is said by small protocols of one method each
(``MeasuresMutants`` and those after it); a family that has the method does it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol, runtime_checkable

from verisynth.types import (
    Candidate,
    Execution,
    Json,
    Limits,
    Mutation,
    Planted,
    Problem,
    Program,
    Proposal,
    Target,
    Trace,
    Verdict,
)


class Sandbox(Protocol):
    """Executes programs.

    ``run`` raises :class:`~verisynth.errors.SandboxError` when *it* failed; whatever the program
    did wrong is told by the :class:`~verisynth.types.Execution`.
    """

    @property
    def level(self) -> str:
        """How strongly it isolates: ``docker``, ``userns`` …; stored in every verdict."""

    @property
    def slots(self) -> int:
        """How many programs it runs at the same time; more callers simply wait."""

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Execute one program to its end; cancelling kills it."""


class Level(Protocol):
    """A way of isolating that a plug-in brings: opens sandboxes of one level."""

    @property
    def name(self) -> str:
        """The word after ``--sandbox``, and the ``level`` of every sandbox it opens."""

    def open(self, *, slots: int) -> AbstractAsyncContextManager[Sandbox]:
        """A sandbox that runs ``slots`` programs at a time; closing it ends all it started.

        Raises :class:`~verisynth.errors.MissingError` where it cannot be had.
        """


class Verifier(Protocol):
    """Decides from what ran."""

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer. Faults of ours raise; they never become a rejection."""


class Family(Protocol):
    """One kind of problem: how teacher text and people's rows become problems, and who judges."""

    @property
    def name(self) -> str:
        """The word after ``--family``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The input columns of ``verify`` it reads; all others pass through untouched."""

    @property
    def limits(self) -> Limits:
        """What one check may use unless a spec or a person says otherwise."""

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """The sections a teacher's reply needs: (name, fence language or '' for text, what)."""

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, section name to text, shown to models for its format."""

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A proposal from the reply's sections. Raises ``Unparseable``."""

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and answer from a row of ``verify``'s input. Raises ``UsageError``."""

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Wrong answers for any problem of this family, beside the problem's own."""

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer with the verifier that fits the target."""


class SolvableFamily(Family, Protocol):
    """A family whose problems others can answer from the statement alone."""

    @property
    def answer_sections(self) -> tuple[tuple[str, str, str], ...]:
        """The part of :attr:`Family.sections` that is the answer."""

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        """The answer to ``problem`` in these sections, read as :meth:`Family.parse` would.

        Raises ``Unparseable``.
        """


class FamilyWithTests(SolvableFamily, Protocol):
    """A family for whose problems others can also write tests from the statement alone."""

    @property
    def test_sections(self) -> tuple[tuple[str, str, str], ...]:
        """The part of :attr:`Family.sections` that is the tests."""

    def parse_tests(self, sections: Mapping[str, str], problem: Problem) -> Target:
        """These tests as a target of their own. Raises ``Unparseable``."""


@runtime_checkable
class JudgesIndependents(Protocol):
    """A solvable family whose independent authors write something else than a candidate does."""

    def independent_target(self, problem: Problem) -> Target:
        """How what they write is judged, e.g. a program that has to come to the same answer."""


@runtime_checkable
class MeasuresMutants(Protocol):
    """A family whose references can be given small mistakes, of which the checks must notice most.

    All are judged at once, more cheaply than one by one.
    """

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """What became of them under the problem's checks; None if there is nothing to mutate."""


@runtime_checkable
class StrengthensProblems(Protocol):
    """A family that can give a problem the checks it lacks."""

    async def strengthened(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
        """The same problem with more checks; itself if none can be added."""


@runtime_checkable
class ReadsProblems(Protocol):
    """A family that audits the problems of people's own rows."""

    def row_problem(self, row: Mapping[str, Json]) -> Problem | None:
        """The row's problem with its reference; None if the row brings none.

        Raises:
            UsageError: the reference is not an answer the family can read.
        """


@runtime_checkable
class ReadsTraces(Protocol):
    """A family that can check the worked text around an answer, step by step."""

    def trace(self, candidate: Candidate) -> Trace:
        """What became of the steps of a candidate's reasoning."""

    def row_trace(self, row: Mapping[str, Json]) -> Trace | None:
        """The same for the worked text of a person's row; None if it brings none."""


class Generator(Protocol):
    """Draws problems without a model, for the procedural teacher."""

    @property
    def name(self) -> str:
        """The word in a spec's ``procedural.generator``."""

    @property
    def family(self) -> str:
        """The family its problems belong to."""

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The sampling axes it reads, with every value it knows."""

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One problem and its answer.

        All chance comes from ``rng``; an axis missing from ``cell`` is drawn from it too.
        """
