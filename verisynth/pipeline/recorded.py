"""Model calls that are written down: each request before it is sent, each reply before it is read.

A reply that is in the run database is never asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from verisynth.errors import TeacherError
from verisynth.pipeline.store import Store
from verisynth.teachers.chat import Reply, Request, Session
from verisynth.types import Usage


class Answer(NamedTuple):
    """A reply and the name of whoever gave it."""

    teacher: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Line:
    """A recorded line to one model, for one spec."""

    name: str
    """What records call the model, e.g. ``openai:gpt-4.1-mini``."""
    session: Session
    store: Store
    spec: str
    spent: Callable[[], None] = lambda: None
    """Called after each recorded cost, so that a cap can stop the run."""

    async def ask(self, request: Request, *, index: int, purpose: str) -> Answer:
        """The recorded reply of this item and purpose, or a new one.

        Raises:
            TeacherError: there is none, after all retries.
        """
        stored = self.store.reply(self.spec, index, purpose=purpose)
        if stored is not None:
            return Answer(stored.teacher, Reply.from_json(stored.response))
        number = self.store.add_request(
            self.spec, index, purpose=purpose, teacher=self.name, request=request.to_json()
        )

        def record(error: TeacherError) -> None:
            usage = getattr(error, "usage", Usage())
            self.store.add_fault(number, kind=error.kind, message=error.message, usage=usage)

        reply = await self.session.complete(request, on_fault=record)
        self.store.add_response(number, response=reply.to_json(), usage=reply.usage)
        self.spent()
        return Answer(self.name, reply)

    def for_item(self, index: int, *, purpose: str) -> ItemSession:
        """The same line as a plain session, for code that asks several times for one item."""
        return ItemSession(self, index, purpose)


@dataclass(slots=True)
class ItemSession:
    """A session whose calls are recorded under one item; calls are told apart by their order."""

    line: Line
    index: int
    purpose: str
    _asked: int = field(default=0)

    async def complete(
        self, request: Request, *, on_fault: Callable[[TeacherError], None] | None = None
    ) -> Reply:
        """The reply, recorded. Raises ``TeacherError`` as the session behind it does."""
        purpose = f"{self.purpose}-{self._asked}"
        self._asked += 1
        return (await self.line.ask(request, index=self.index, purpose=purpose)).reply
