"""Gives the problems a model wrote the checks they lack, before they are stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verisynth.pipeline.propose import Proposed, Proposer
from verisynth.protocols import Sandbox, StrengthensProblems
from verisynth.types import Limits, Seed


@dataclass(frozen=True, slots=True)
class Strengthening:
    """A proposer whose problems come strengthened; what needs no model passes as it is."""

    proposer: Proposer
    family: StrengthensProblems
    sandbox: Sandbox
    limits: Limits

    def prepare(self, seed: Seed) -> Proposed | None:
        """The proposer's: generators know their problems better than any search."""
        return self.proposer.prepare(seed)

    async def propose(self, seed: Seed) -> Proposed:
        """The proposer's problem with more checks, where some can be added."""
        found = await self.proposer.propose(seed)
        if found.proposal is None:
            return found
        problem = await self.family.strengthened(
            found.proposal.problem, sandbox=self.sandbox, limits=self.limits
        )
        return found._replace(proposal=replace(found.proposal, problem=problem))
