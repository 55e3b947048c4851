"""What failed a problem once must fail it again, whoever finished first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.pipeline.fakes import EqualFamily, NoSandbox, spec
from verisynth.pipeline.frontier import Frontier
from verisynth.pipeline.judging import Executed
from verisynth.pipeline.kill_pool import KillPool
from verisynth.pipeline.progress import Silent
from verisynth.pipeline.propose import Proposed
from verisynth.pipeline.spec_run import SpecRun, Stop
from verisynth.pipeline.store import Store
from verisynth.types import Candidate, Limits, MathTarget, Problem, Proposal, Seed, Target, Verdict

FIRST = Proposal(
    Problem(statement="The same", target=MathTarget(gold="7"), reference="7"),
    (Candidate(answer="8 or so"),),
)
"""Its candidate fails."""
SECOND = Proposal(
    Problem(statement="The  same", target=MathTarget(gold="8"), reference="8"),
    (Candidate(answer="8"),),
)
"""The same statement with other checks, which the failed candidate passes."""
OTHER = Proposal(
    Problem(statement="Another", target=MathTarget(gold="8"), reference="8"),
    (Candidate(answer="8"),),
)


@dataclass(frozen=True)
class Lenient(EqualFamily):
    """Accepts whatever starts with the gold text."""

    async def verify(
        self,
        target: Target,
        answer: str,
        *,
        sandbox: object,
        limits: Limits,
        hash_seed: int = 0,
    ) -> Verdict:
        assert isinstance(target, MathTarget)
        start = answer[: len(target.gold)]
        return await super().verify(
            target, start, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )


@dataclass
class InOrder:
    """Proposes from a list; the indices in ``late`` come after all others."""

    proposals: tuple[Proposal, ...]
    late: int = -1
    others: asyncio.Event = field(default_factory=asyncio.Event)

    def prepare(self, seed: Seed) -> Proposed | None:
        return None

    async def propose(self, seed: Seed) -> Proposed:
        if seed.index == self.late:
            await self.others.wait()
        elif seed.index == len(self.proposals) - 1:
            asyncio.get_running_loop().call_later(0.02, self.others.set)
        return Proposed("fake", self.proposals[seed.index])


def outcomes(folder: Path, proposals: tuple[Proposal, ...], *, late: int = -1) -> list[str]:
    store = Store.open(folder)
    made = spec()
    pool = KillPool(store, made.name)
    one = SpecRun(
        made,
        proposer=InOrder(proposals, late),
        judging=Executed(made, Lenient(), NoSandbox(), pool),
        store=store,
        frontier=Frontier(store, made.name, run_seed=0, wanted=9, pool=pool),
        watcher=Silent(),
        stop=Stop(),
        run_seed=0,
        wanted=9,
        max_candidates=len(proposals),
        window=6,
    )
    try:
        asyncio.run(one.run())
        assert one.frontier.index == len(proposals)
        found = [store.verdicts(made.name, index)[0].verdict for index in range(len(proposals))]
    finally:
        store.close()
    return [verdict.reason or verdict.outcome.value for verdict in found]


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_an_answer_that_failed_a_statement_condemns_weaker_checks_of_it(
    tmp_path: Path, late: int
) -> None:
    found = outcomes(tmp_path, (FIRST, SECOND, OTHER), late=late)
    assert found == ["wrong-answer", "toothless-tests", "accepted"]


def test_only_earlier_items_count(tmp_path: Path) -> None:
    assert outcomes(tmp_path, (SECOND, FIRST)) == ["accepted", "wrong-answer"]
