"""Gives the problems a model wrote the cases their tests lack, before they are stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verisynth.pipeline.propose import Proposed, Proposer
from verisynth.protocols import Sandbox
from verisynth.strengthen.problems import strengthened
from verisynth.types import Limits, Seed


@dataclass(frozen=True, slots=True)
class Strengthening:
    """A proposer whose problems come strengthened; what needs no model passes as it is."""

    proposer: Proposer
    sandbox: Sandbox
    limits: Limits

    def prepare(self, seed: Seed) -> Proposed | None:
        """The proposer's: generators know their problems better than any search."""
        return self.proposer.prepare(seed)

    async def propose(self, seed: Seed) -> Proposed:
        """The proposer's problem with more cases, where it is a Python function's."""
        found = await self.proposer.propose(seed)
        if found.proposal is None:
            return found
        problem = await strengthened(
            found.proposal.problem, sandbox=self.sandbox, limits=self.limits
        )
        return found._replace(proposal=replace(found.proposal, problem=problem))
