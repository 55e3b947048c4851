"""Asks independent authors: answers and tests for a problem, from its statement alone.

Every reply is recorded before it is read, as a proposal's is. What comes back is text; whether it
is right is for others to say.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from verisynth.errors import TeacherError, Unparseable
from verisynth.pipeline.independents import COPY, Independent, Independents
from verisynth.pipeline.propose import REJECTED_REPLIES, SAME_FORMAT, handed_back
from verisynth.pipeline.recorded import Line
from verisynth.protocols import SolvableFamily
from verisynth.spec import Corroborate, TaskSpec
from verisynth.teachers.chat import Reply, Request
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import (
    Sections,
    holds_code,
    instructions,
    reply_like,
    schema,
)
from verisynth.types import Problem, Seed

MIN_TEMPERATURE = 0.7
"""Least temperature of independent answers: at 0 all of one model's are one answer."""

COPY_FROM = 120
"""Letters from which the same reply twice is a server's cache and not two authors."""

_SYSTEM = "You solve problems exactly as they are stated. What you write is checked by running it."
_ANSWER = "Solve this problem."
_TEST = (
    "Write tests for solutions of this problem. Test only what the statement says, and work each "
    "expected value out with care: solutions are judged by them."
)


class Author(NamedTuple):
    """A model that may be asked, and how it is reached."""

    line: Line
    chat: OpenAIChat


@dataclass(frozen=True, slots=True)
class Solver:
    """Independent authors for the problems of one spec; several models take turns."""

    spec: TaskSpec
    family: SolvableFamily
    authors: tuple[Author, ...]
    independents: Independents
    run_seed: int

    async def answers(
        self, problem: Problem, *, index: int, asked: Corroborate
    ) -> tuple[Independent, ...]:
        """As many answers as the spec asks for, in order; those that could not be read too.

        Raises:
            TeacherError: somebody could not be reached; what the others replied is recorded.
        """
        sections = self.family.answer_sections
        replies = await self._ask_all(_ANSWER, sections, problem, index, "solve", asked.solutions)
        read = [self._answer(one, problem, sections) for one in replies]
        return tuple(_without_copies(read, replies))

    async def tests(
        self, problem: Problem, sections: Sections, *, index: int, asked: Corroborate
    ) -> tuple[tuple[Independent, Mapping[str, str]], ...]:
        """As many sets of tests as the spec asks for, with their sections. Raises the same."""
        replies = await self._ask_all(_TEST, sections, problem, index, "test", asked.tests)
        return tuple(self._sections(one, sections) for one in replies)

    async def _ask_all(
        self, task: str, sections: Sections, problem: Problem, index: int, what: str, count: int
    ) -> list[_Asked]:
        """All replies; one that fails keeps none of the others from being recorded."""
        found = await asyncio.gather(
            *(self._ask(task, sections, problem, index, f"{what}-{n}", n) for n in range(count)),
            return_exceptions=True,
        )
        faults = [one for one in found if isinstance(one, BaseException)]
        if faults:
            raise min(faults, key=lambda one: not getattr(one, "fatal", True))
        return [one for one in found if isinstance(one, _Asked)]

    async def _ask(
        self, task: str, sections: Sections, problem: Problem, index: int, purpose: str, n: int
    ) -> _Asked:
        author = self.authors[n % len(self.authors)]
        declined = self.independents.unanswered(index, purpose)
        if declined is not None:
            return _Asked(declined, None)
        request = self._request(author.chat, task, sections, problem, index, purpose)
        try:
            answer = await author.line.ask(request, index=index, purpose=purpose)
        except TeacherError as error:
            if error.fatal or error.kind not in REJECTED_REPLIES:
                raise
            reason = REJECTED_REPLIES[error.kind]
            declined = Independent(purpose, author.line.name, None, reason)
            self.independents.add(index, declined)
            return _Asked(declined, None)
        return _Asked(Independent(purpose, answer.teacher, None), answer.reply)

    def _request(
        self,
        chat: OpenAIChat,
        task: str,
        sections: Sections,
        problem: Problem,
        index: int,
        purpose: str,
    ) -> Request:
        as_json = chat.format == "json" or (chat.format == "auto" and not holds_code(sections))
        example = self.family.example
        shown = self.family.parse(example, cell={}).problem.statement
        asked = instructions(sections, as_json=as_json)
        seed = Seed(self.spec.digest, self.run_seed, index)
        return Request(
            messages=(
                ("system", _SYSTEM),
                ("user", f"{task}\n\n{shown}\n\n{asked}"),
                ("assistant", reply_like(sections, example, as_json=as_json)),
                ("user", f"{task}\n\n{problem.statement}\n\n{SAME_FORMAT}"),
            ),
            seed=seed.rng(purpose).getrandbits(31),
            max_tokens=chat.max_tokens,
            temperature=max(chat.temperature, MIN_TEMPERATURE),
            schema=schema(sections) if as_json else None,
        )

    def _answer(self, asked: _Asked, problem: Problem, sections: Sections) -> Independent:
        found, read = self._sections(asked, sections)
        if not read:
            return found
        try:
            answer = self.family.parse_answer(read, problem).answer
        except Unparseable as error:
            return found._replace(reason=error.reason)
        return found._replace(text=answer)

    def _sections(self, asked: _Asked, sections: Sections) -> tuple[Independent, Mapping[str, str]]:
        """The author with the sections of the reply, or with the reason why it has none."""
        if asked.reply is None:
            return asked.author, {}
        reply = asked.reply
        try:
            read = split(reply.text, sections, finish_reason=reply.finish_reason).sections
        except Unparseable as error:
            return asked.author._replace(reason=error.reason), {}
        if handed_back(read, sections, self.family.example):
            return asked.author._replace(reason="bad-section"), {}
        return asked.author, read


class _Asked(NamedTuple):
    """An author not yet read, and the reply if there is one."""

    author: Independent
    reply: Reply | None


def _without_copies(read: Sequence[Independent], replies: Sequence[_Asked]) -> list[Independent]:
    """One reply sent several times is one author; of short ones nobody can tell."""
    seen: set[str] = set()
    kept = []
    for one, asked in zip(read, replies, strict=True):
        text = asked.reply.text if asked.reply else ""
        digest = hashlib.sha256(f"{one.teacher}\n{text}".encode("utf-8", "replace")).hexdigest()
        is_copy = len(text) >= COPY_FROM and digest in seen
        seen.add(digest)
        kept.append(one._replace(text=None, reason=COPY) if is_copy else one)
    return kept
