"""Opens the teachers and the judge of a run, and makes each spec's proposer from them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from verisynth import registry
from verisynth.errors import MissingError
from verisynth.pipeline.corroborate import Corroborating
from verisynth.pipeline.independents import Independents
from verisynth.pipeline.judging import Executed, JudgedFamily, Scored
from verisynth.pipeline.matrix import Examiner
from verisynth.pipeline.plan import seed_for
from verisynth.pipeline.propose import Asked, Offline, Proposed, Proposer
from verisynth.pipeline.recorded import Line
from verisynth.pipeline.solving import Author, Solver
from verisynth.pipeline.store import Store
from verisynth.protocols import Family, SolvableFamily
from verisynth.spec import Corroborate, TaskSpec
from verisynth.teachers.chat import Session
from verisynth.teachers.config import load_config, resolve_judge, resolve_teacher
from verisynth.teachers.mixture import PROCEDURAL, Choice, Mixture
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.procedural import Procedural
from verisynth.types import Json, Seed


@dataclass(frozen=True, slots=True)
class TeacherPlan:
    """Who will propose and, if a spec asks for it, who will judge; nothing is opened yet."""

    name: str
    """As given to ``--teacher``."""
    mixture: Mixture
    judge: OpenAIChat | None
    solvers: Mapping[str, Mixture] = field(default_factory=dict)
    """Who answers problems independently, by what a spec's ``corroborate.teacher`` says."""

    @property
    def offline(self) -> bool:
        """Whether no model is needed to propose."""
        return all(choice.chat is None for choice in self.mixture.choices)

    @property
    def description(self) -> str:
        """One line for a person."""
        if self.offline:
            return "procedural  (offline; a model: --teacher openai:NAME with OPENAI_API_KEY)"
        urls = sorted({choice.chat.shown_url for choice in self.mixture.choices if choice.chat})
        return f"{self.name}  ({', '.join(urls)})"

    @property
    def concurrency(self) -> int:
        """Requests that may be under way at one time, over all teachers."""
        return sum(chat.concurrency for chat in self.chats.values())

    @property
    def chats(self) -> dict[str, OpenAIChat]:
        """Every model that proposes or answers, by name; one that does both is opened once."""
        mixtures = (self.mixture, *self.solvers.values())
        choices = [choice for mixture in mixtures for choice in mixture.choices]
        return {choice.name: choice.chat for choice in choices if choice.chat is not None}

    def settings(self) -> dict[str, Json]:
        """What the run's record says about them; holds no secret."""
        judge = self.judge.settings() if self.judge else None
        solvers = {name: mixture.settings() for name, mixture in self.solvers.items()}
        return {"teachers": self.mixture.settings(), "judge": judge, "solvers": solvers}

    def solvers_of(self, asked: Corroborate) -> tuple[str, ...]:
        """Names of the models that answer for one spec, in their order."""
        mixture = self.solvers.get(asked.teacher, self.mixture)
        return tuple(choice.name for choice in mixture.choices if choice.chat is not None)

    def asks(self, asked: Corroborate) -> bool:
        """Whether anybody is asked for independent answers in this run."""
        return not asked.models_only or any(one.chat is not None for one in self.mixture.choices)

    def check_can_serve(self, spec: TaskSpec) -> None:
        """Raises ``MissingError`` when a spec needs a model this plan does not have."""
        offers = any(choice.chat is None for choice in self.mixture.choices)
        if offers and spec.procedural is None:
            raise MissingError(
                f"{spec.name} has no offline generator, so the procedural teacher cannot serve it",
                hint="--teacher openai:MODEL with OPENAI_API_KEY in the environment",
            )
        asked = spec.corroborate
        if asked is not None and self.asks(asked) and not self.solvers_of(asked):
            raise MissingError(
                f"{spec.name} asks for independent answers, and only a model can give them",
                hint='corroborate.teacher = "openai:MODEL" in the spec, or a model as --teacher',
            )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Sessions]:
        """Open every model that is named, for as long as the block lasts."""
        async with AsyncExitStack() as stack:
            chats = {
                name: await stack.enter_async_context(chat.open())
                for name, chat in self.chats.items()
            }
            judge = await stack.enter_async_context(self.judge.open()) if self.judge else None
            yield Sessions(self, chats, judge)


def plan_teacher(
    teacher: str,
    *,
    judge: str,
    config: Path | None,
    judged: bool,
    solvers: Collection[str] = (),
) -> TeacherPlan:
    """Who ``--teacher`` and ``--judge`` mean. ``judged`` says that some spec needs a judge.

    ``solvers`` are what specs say in ``corroborate.teacher``.

    Raises:
        UsageError: a name is not known, or the config file is wrong.
        MissingError: a key is not in the environment, or there is no judge.
    """
    found = load_config(config)
    mixture = resolve_teacher(teacher, found)
    return TeacherPlan(
        teacher,
        mixture,
        resolve_judge(found, text=judge) if judged else None,
        {name: resolve_teacher(name, found) for name in sorted(solvers) if name},
    )


@dataclass(frozen=True, slots=True)
class Sessions:
    """The open lines of one run."""

    plan: TeacherPlan
    chats: Mapping[str, Session]
    judge: Session | None

    def proposer(
        self, spec: TaskSpec, family: Family, store: Store, *, spent: Callable[[], None]
    ) -> Proposer:
        """Who proposes for one spec: the teachers of the run, picked by seed."""
        members = {
            choice.name: self._member(choice, spec, family, store, spent)
            for choice in self.plan.mixture.choices
        }
        return Picked(self.plan.mixture, members)

    def scored(
        self, spec: TaskSpec, family: JudgedFamily, store: Store, *, spent: Callable[[], None]
    ) -> Scored:
        """The judging of one judged spec, with every call to the judge recorded."""
        settings = self.plan.judge
        if self.judge is None or settings is None:
            raise MissingError(f"{spec.name} needs a judge, and none is open")
        line = Line(f"judge:{settings.model}", self.judge, store, spec.name, spent)
        return Scored(family, line, settings.max_tokens)

    def corroborating(
        self,
        inner: Executed,
        asked: Corroborate,
        store: Store,
        *,
        run_seed: int,
        spent: Callable[[], None],
    ) -> Corroborating:
        """The judging of a spec that asks independent authors, with every call recorded."""
        spec, family = inner.spec, cast("SolvableFamily", inner.family)
        authors = tuple(
            Author(Line(name, self.chats[name], store, spec.name, spent), self.plan.chats[name])
            for name in self.plan.solvers_of(asked)
        )
        independents = Independents(store, spec.name)

        def is_asked(index: int) -> bool:
            seed = seed_for(spec, run_seed=run_seed, index=index)
            return not asked.models_only or self.plan.mixture.pick(seed).chat is not None

        return Corroborating(
            inner=inner,
            settings=asked,
            family=family,
            solver=Solver(spec, family, authors, independents, run_seed),
            examiner=Examiner(family=family, sandbox=inner.sandbox, limits=spec.limits),
            independents=independents,
            is_asked=is_asked,
        )

    def _member(
        self,
        choice: Choice,
        spec: TaskSpec,
        family: Family,
        store: Store,
        spent: Callable[[], None],
    ) -> Proposer:
        if choice.chat is not None:
            line = Line(choice.name, self.chats[choice.name], store, spec.name, spent)
            return Asked(spec, family, line, choice.chat)
        if spec.procedural is None:
            raise MissingError(f"{spec.name} has no offline generator")
        generator = registry.component("generators", spec.procedural.generator)
        return Offline(spec, Procedural(generator, spec.name, name=PROCEDURAL), store)


@dataclass(frozen=True, slots=True)
class Picked:
    """Several proposers; which one serves an index is a function of its seed."""

    mixture: Mixture
    members: Mapping[str, Proposer]

    def prepare(self, seed: Seed) -> Proposed | None:
        """The picked member's."""
        return self.members[self.mixture.pick(seed).name].prepare(seed)

    async def propose(self, seed: Seed) -> Proposed:
        """The picked member's."""
        return await self.members[self.mixture.pick(seed).name].propose(seed)
