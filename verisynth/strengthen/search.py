"""Searches inputs on which wrong programs differ from the reference.

A round proposes inputs the contract allows, keeps those the reference answers cleanly, and runs
the programs that no input has killed yet. What survives every round counts as equivalent: the
budget of proposals is fixed, so the answer is the same on every machine.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verisynth.strengthen.boundaries import boundary_inputs, grown_inputs
from verisynth.strengthen.boxed import REFUSED, Box, is_value, kind_of
from verisynth.strengthen.contract import ENOUGH_EXAMPLES, Contract, contract_of, mended, widened
from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.rounding import disturbed
from verisynth.strengthen.vary import Proposer

CALL_SECONDS = 0.05
"""Guard of one call: MAX_STEPS lines take a tenth of it."""
GROWN_SECONDS = 1.0
MAX_TOTAL_STEPS = 150_000
"""Of the reference over the inputs of a round; every mutant takes about as many."""
MAX_EXAMPLE_STEPS = 100_000
VISIBLE_STEPS, MAX_GROWN_STEPS = 1000, 100_000
MOST_GROWN = 4
"""Large numbers kept, those that cost the reference most: what is too slow fails on any of them."""


NONE_ANSWERED = "the reference answers none of the inputs its tests use"
ALL_REFUSED = (
    "the contract refuses every input its tests use: an assert is too narrow, or a name is misspelt"
)
ONLY_NONE = (
    "the reference returns None for every input its tests use, so cases would see nothing of what "
    "it does: it changes its arguments or prints"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How far a search goes; counts, never clocks."""

    first: int = 320
    """Inputs proposed in the first round, run on every mutant."""
    further: int = 240
    """Inputs proposed in each later round, run on the survivors."""
    rounds: int = 3
    growth: bool = True
    """Whether to ask large numbers too, where the reference bears them. They reject programs that
    would be right, but need thousands of times the reference's steps and so never answer."""


@dataclass(slots=True)
class Pool:
    """The inputs found so far, with what the reference and the wrong programs did on them."""

    inputs: list[Input] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    kills: list[set[int]] = field(default_factory=list)

    def keep(self, numbers: Sequence[int]) -> None:
        """Only these inputs."""
        self.inputs = [self.inputs[one] for one in numbers]
        self.outcomes = [self.outcomes[one] for one in numbers]
        self.kills = [self.kills[one] for one in numbers]

    def add(self, one: Input, outcome: str) -> None:
        """An input that no program was run on yet."""
        self.inputs.append(one)
        self.outcomes.append(outcome)
        self.kills.append(set())


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search found."""

    pool: Pool
    examples: int
    """The first so many inputs of the pool are the tests' own."""
    killed_before: frozenset[int] = frozenset()
    """Programs that the tests' own inputs tell from the reference."""
    killed_after: frozenset[int] = frozenset()
    disputed: int = 0
    """Inputs left out because an independent solution answers otherwise."""
    asked: int = 0
    """Inputs that the contract allowed and the reference was asked."""
    grown: int = 0
    """The last so many inputs of the pool are large numbers."""


class NoExamples(Exception):
    """The tests call the entry point with nothing that can be varied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: a problem's reference, programs to kill, and solutions that must agree."""

    box: Box
    reference: str
    evidence: Evidence
    wrong: Sequence[str]
    solutions: Sequence[str] = ()
    budget: Budget = field(default_factory=Budget)
    enough: int = ENOUGH_EXAMPLES
    """Examples that show how two arguments belong together."""

    async def run(self, examples: Sequence[Input]) -> Searched:
        """All rounds.

        Raises:
            NoExamples: the reference answers none of the examples, or all with None.
        """
        seconds = self.box.limits.cpu_seconds / 4
        first = await self.box.reference(
            self.reference, examples, seconds=seconds, most_steps=MAX_EXAMPLE_STEPS
        )
        rows = zip(examples, first.names, strict=True)
        answered = {one: name for one, name in rows if is_value(name)}
        if not answered:
            refused = set(first.names) == {REFUSED}
            raise NoExamples(ALL_REFUSED if refused else NONE_ANSWERED)
        if set(answered.values()) == {"None"}:
            raise NoExamples(ONLY_NONE)
        fair = [
            one for one, name in zip(examples, first.names, strict=True) if not name.startswith("!")
        ]
        state = _State(self, fair, answered)
        await state.kill(0)
        before = state.killed()
        for number in range(self.budget.rounds):
            if number and not state.survivors():
                break
            await state.round(number)
        if state.survivors():
            await state.widen()
        if self.budget.growth:
            await state.grow()
        return Searched(
            pool=state.pool,
            examples=len(answered),
            killed_before=frozenset(before),
            killed_after=frozenset(state.killed()),
            disputed=state.disputed,
            asked=state.asked,
            grown=state.grown,
        )


class _State:
    """A search under way."""

    def __init__(
        self, search: Search, examples: Sequence[Input], answered: Mapping[Input, str]
    ) -> None:
        self.search = search
        self.pool = Pool()
        for one, name in answered.items():
            self.pool.add(one, name)
        self.examples = list(examples)
        self.contract: Contract = contract_of(examples, search.evidence, enough=search.enough)
        self.kinds = {kind_of(name) for name in answered.values()}
        self.seconds = CALL_SECONDS
        self.known = {one.text for one in examples}
        self.broken: set[int] = set()
        self.disputed = 0
        self.asked = 0
        self.grown = 0

    def killed(self) -> set[int]:
        return set().union(self.broken, *self.pool.kills)

    def survivors(self) -> list[int]:
        killed = self.killed()
        return [one for one in range(len(self.search.wrong)) if one not in killed]

    async def round(self, number: int) -> None:
        """Propose, ask the reference, run the survivors (in the first round, all programs)."""
        start = len(self.pool.inputs)
        await self._answer(self._proposed(number))
        await self.kill(start, everything=number == 0)

    async def widen(self) -> None:
        """Try texts of further characters, and keep those that kill a survivor.

        Code that only such texts reach was written for them, so they are meant to be asked.
        """
        wider = widened(self.contract)
        if wider is None:
            return
        start, self.contract = len(self.pool.inputs), wider
        await self.round(self.search.budget.rounds)
        self.pool.keep([i for i in range(len(self.pool.inputs)) if i < start or self.pool.kills[i]])

    async def grow(self) -> None:
        """Add large numbers whose cost for the reference is visible and small.

        The reference's own cost says which growth a solution must bear. Where it takes a few steps
        whatever the number, it says nothing about those that take more. Mutants are not run here.
        """
        found: list[Input] = []
        for one in grown_inputs(self.contract, self.examples):
            if one.text not in self.known:
                self.known.add(one.text)
                found.append(one)
        if not found:
            return
        asked = await self.search.box.reference(
            self.search.reference, found, seconds=GROWN_SECONDS, most_steps=MAX_GROWN_STEPS
        )
        rows = zip(found, asked.names, asked.steps, strict=True)
        visible = [row for row in rows if is_value(row[1]) and row[2] >= VISIBLE_STEPS]
        visible.sort(key=lambda row: -row[2])
        start = len(self.pool.inputs)
        if visible:
            await self._confirm({one: name for one, name, _ in visible[:MOST_GROWN]})
        self.grown = len(self.pool.inputs) - start

    def _proposed(self, number: int) -> list[Input]:
        size = self.search.budget.further if number else self.search.budget.first
        parents = self.examples if number == 0 else self._parents()
        key = f"{number} {self.search.box.entry_point} {[one.text for one in self.examples]}"
        rng = random.Random(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest())
        proposer = Proposer(self.contract, self.search.evidence)
        found: list[Input] = []
        if number == 0:
            for one in boundary_inputs(self.contract, self.examples):
                self._keep(one, found)
        for _ in range(12 * size):
            if len(found) >= size:
                break
            self._keep(proposer.propose(parents, rng), found)
        return found

    def _keep(self, one: Input, found: list[Input]) -> None:
        one = mended(self.contract, one)
        if one.text not in self.known:
            self.known.add(one.text)
            if self.contract.allows(one):
                found.append(one)

    def _parents(self) -> list[Input]:
        """The inputs with rare kills; they are near to where programs differ."""
        ordered = sorted(range(len(self.pool.inputs)), key=lambda i: (-len(self.pool.kills[i]), i))
        return [*self.examples, *(self.pool.inputs[i] for i in ordered[:40])]

    async def _answer(self, proposed: list[Input]) -> None:
        """Add the inputs that the reference answers cleanly, twice alike, and solutions alike."""
        self.asked += len(proposed)
        first = await self.search.box.reference(
            self.search.reference, proposed, seconds=self.seconds
        )
        clean, left = {}, MAX_TOTAL_STEPS
        for one, name, steps in zip(proposed, first.names, first.steps, strict=True):
            if is_value(name) and kind_of(name) in self.kinds and steps <= left:
                clean[one] = name
                left -= steps
        if clean:
            await self._confirm(clean)

    async def _confirm(self, answered: Mapping[Input, str]) -> None:
        """Add those whose answer a fresh process, slight changes and solutions leave as it is."""
        search, box = self.search, self.search.box
        clean = list(answered)
        names = {one.text: name for one, name in answered.items()}
        shaken = [disturbed(one) for one in clean]
        again = [*reversed(clean), *(one for one in shaken if one is not None)]
        second = await box.reference(search.reference, again, seconds=self.seconds, second_run=True)
        told = dict(zip((one.text for one in again), second.names, strict=True))
        stable = [
            one
            for one, other in zip(clean, shaken, strict=True)
            if told[one.text] == names[one.text]
            and (other is None or told[other.text] == names[one.text])
        ]
        for one in await self._agreed(stable, names):
            self.pool.add(one, names[one.text])

    async def _agreed(self, inputs: list[Input], names: dict[str, str]) -> list[Input]:
        if not self.search.solutions:
            return inputs
        found = await self.search.box.outcomes(self.search.solutions, inputs, seconds=self.seconds)
        agreed = [
            one
            for index, one in enumerate(inputs)
            if all(other.names[index] == names[one.text] for other in found)
        ]
        self.disputed += len(inputs) - len(agreed)
        return agreed

    async def kill(self, start: int, *, everything: bool = True) -> None:
        """Run programs over the inputs from ``start`` on and note which differ where."""
        inputs = self.pool.inputs[start:]
        numbers = range(len(self.search.wrong)) if everything else self.survivors()
        programs = [one for one in numbers if one not in self.broken]
        if not inputs or not programs:
            return
        sources = [self.search.wrong[one] for one in programs]
        found = await self.search.box.outcomes(sources, inputs, seconds=self.seconds)
        for program, outcomes in zip(programs, found, strict=True):
            if outcomes.broken:
                self.broken.add(program)
            for index, name in enumerate(outcomes.names):
                if name not in (self.pool.outcomes[start + index], "."):
                    self.pool.kills[start + index].add(program)
