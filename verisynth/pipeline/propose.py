"""Where problems come from: the offline generator or a model, behind one shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol

from verisynth.errors import Exhausted, TeacherError, Unparseable
from verisynth.pipeline.plan import redrawn
from verisynth.pipeline.recorded import Line
from verisynth.pipeline.store import Store
from verisynth.protocols import Family
from verisynth.spec import TaskSpec
from verisynth.teachers.chat import Reply, Request
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.procedural import Procedural
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import (
    Sections,
    holds_code,
    instructions,
    reply_like,
    schema,
)
from verisynth.templates import render
from verisynth.types import Outcome, Proposal, Seed, Verdict

REJECTED_REPLIES = {"refusal": "refusal", "empty": "empty-reply", "too-long": "truncated"}
"""Faults that are the model's answer, not a failure to reach it, and the reason they become."""

CELLS_TRIED = 25
"""Cells without a new problem, in a row, after which the space is taken to be exhausted."""

COMPARED_FROM = 40
"""Letters and digits from which likeness to the example is no accident."""

_WARM_UP = "To begin with, a short one on a subject of your choice."
SAME_FORMAT = "Reply in the same format: the same headers, everything under them new."


class Proposed(NamedTuple):
    """What one index brought: a proposal, or the rejection of an unreadable reply."""

    teacher: str
    proposal: Proposal | None
    rejection: Verdict | None = None
    cell: tuple[tuple[str, str], ...] = ()


class Proposer(Protocol):
    """Proposes for one spec, one index at a time."""

    def prepare(self, seed: Seed) -> Proposed | None:
        """What needs no waiting; called in index order. ``None``: ask :meth:`propose`.

        Raises:
            Exhausted: there is no new problem left.
        """

    async def propose(self, seed: Seed) -> Proposed:
        """Ask, however long it takes. Raises ``TeacherError`` when it failed for good."""


class SeenProblems:
    """The problem keys a spec's generator has used, looked up in the run database."""

    def __init__(self, store: Store, spec: str, *, teacher: str) -> None:
        self._store, self._spec, self._teacher = store, spec, teacher

    def __contains__(self, key: object) -> bool:
        return self._store.has_problem(self._spec, str(key), teacher=self._teacher)

    def __len__(self) -> int:
        return self._store.problem_count(self._spec, teacher=self._teacher)


@dataclass(frozen=True, slots=True)
class Offline:
    """Proposes what the spec's generator draws."""

    spec: TaskSpec
    teacher: Procedural
    store: Store

    def prepare(self, seed: Seed) -> Proposed | None:
        """Draw at once; order matters, because a statement drawn before is drawn anew.

        A cell of the axes that is used up is left for another; only when several in a row have
        nothing new is the family's space taken to be exhausted.
        """
        seen = SeenProblems(self.store, self.spec.name, teacher=self.teacher.name)
        for redraw in range(CELLS_TRIED):
            drawn = redrawn(self.spec, seed, redraw)
            try:
                problem, candidate = self.teacher.draw(drawn, seen)
            except Exhausted as error:
                last = error
                continue
            return Proposed(self.teacher.name, Proposal(problem, (candidate,)), cell=drawn.cell)
        raise last

    async def propose(self, seed: Seed) -> Proposed:
        """The same draw; :meth:`prepare` has always made it before."""
        proposed = self.prepare(seed)
        assert proposed is not None  # noqa: S101 - prepare never returns None here
        return proposed


@dataclass(frozen=True, slots=True)
class Asked:
    """Proposes what a model writes."""

    spec: TaskSpec
    family: Family
    line: Line
    chat: OpenAIChat

    def prepare(self, seed: Seed) -> Proposed | None:
        """Nothing comes without asking."""
        return None

    async def propose(self, seed: Seed) -> Proposed:
        """The recorded reply of this index, or a new one, read into a proposal."""
        try:
            answer = await self.line.ask(self._request(seed), index=seed.index, purpose="teacher")
        except TeacherError as error:
            if error.fatal or error.kind not in REJECTED_REPLIES:
                raise
            return _rejected(self.line.name, seed, REJECTED_REPLIES[error.kind], error.message)
        return self._read(answer.teacher, answer.reply, seed)

    def _request(self, seed: Seed) -> Request:
        """The spec's prompt, then how the reply must look."""
        cell = dict(seed.cell)
        prompt = render(self.spec.prompt.template, cell)
        sections = self.family.sections
        as_json = self.chat.format == "json" or (
            self.chat.format == "auto" and not holds_code(sections)
        )
        asked = instructions(sections, as_json=as_json)
        turns = (
            # An earlier turn shows the format: models keep its form, and small ones copy its
            # subject far less than that of an example in the request itself.
            ("user", f"{_WARM_UP}\n\n{asked}"),
            ("assistant", reply_like(sections, self.family.example, as_json=as_json)),
            ("user", f"{prompt}\n\n{SAME_FORMAT}"),
        )
        system = render(self.spec.prompt.system, cell) if self.spec.prompt.system else ""
        return Request(
            messages=(("system", system), *turns) if system else turns,
            seed=seed.rng("request").getrandbits(31),
            max_tokens=self.chat.max_tokens,
            temperature=self.chat.temperature,
            schema=schema(sections) if as_json else None,
        )

    def _read(self, teacher: str, reply: Reply, seed: Seed) -> Proposed:
        try:
            found = split(reply.text, self.family.sections, finish_reason=reply.finish_reason)
            check_own(found.sections, self.family)
            proposal = self.family.parse(found.sections, cell=dict(seed.cell))
        except Unparseable as error:
            return _rejected(teacher, seed, error.reason, str(error))
        return Proposed(teacher, proposal, cell=seed.cell)


def check_own(sections: Mapping[str, str], family: Family) -> None:
    """Refuse the example handed back, whole or hardly changed.

    Small models do that, and it would be a right answer to a wrong request. Compared are letters
    and digits only, section by section; data in JSON is alike by its keys, so only equal data
    counts. It is the example if its first section is, or half of them are: the same tables under
    another question are another problem.

    Raises:
        Unparseable: ``bad-section``.
    """
    copied = handed_back(sections, family.sections, family.example)
    if copied:
        names = ", ".join(f'"{name}"' for name in copied)
        raise Unparseable("bad-section", f"the example was handed back, in the sections {names}")


def handed_back(
    given: Mapping[str, str], sections: Sections, example: Mapping[str, str]
) -> list[str]:
    """The sections that are copies, if there are enough of them to call the whole reply one."""
    compared = {
        name: _copied(shown, _bare(given[name]), exactly=language == "json")
        for name, language, _ in sections
        if len(shown := _bare(example[name])) >= COMPARED_FROM or language == "json"
    }
    copied = [name for name, is_copy in compared.items() if is_copy]
    if copied and (copied[0] == sections[0][0] or 2 * len(copied) >= len(compared)):
        return copied
    return []


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))[:4000]


def _copied(shown: str, given: str, *, exactly: bool) -> bool:
    if exactly or shown in given:
        return shown in given
    return SequenceMatcher(None, shown, given, autojunk=False).ratio() > 0.85


def _rejected(teacher: str, seed: Seed, reason: str, detail: str) -> Proposed:
    verdict = Verdict(outcome=Outcome.REJECTED, reason=reason, detail=detail)
    return Proposed(teacher, None, verdict, cell=seed.cell)
