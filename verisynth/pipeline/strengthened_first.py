"""Gives a problem the checks it lacks before anyone is judged by it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from verisynth.pipeline.judging import Judging, Ruling
from verisynth.protocols import Sandbox, StrengthensProblems
from verisynth.types import Limits, Proposal


@dataclass(frozen=True, slots=True)
class StrengthenedFirst:
    """Judging by the strengthened problem.

    The problem as it was proposed stays in the run database beside the strengthened one, and every
    judging starts from it: that is what makes a run that was killed and resumed, or an item that
    is judged again, end with the same problem.
    """

    inner: Judging
    family: StrengthensProblems
    sandbox: Sandbox
    limits: Limits

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        """The inner rulings, each with the problem it is by."""
        problem = await self.family.strengthened(
            proposal.problem, sandbox=self.sandbox, limits=self.limits
        )
        rulings = await self.inner.rule(replace(proposal, problem=problem), index=index)
        return tuple(ruling._replace(problem=problem) for ruling in rulings)
