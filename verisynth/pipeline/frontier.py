"""Counts accepted examples strictly in index order.

Items finish in any order; what is chosen for export must not depend on it. So an index counts
only when every index below it has settled, and exports are the first N chosen: the same for
the same recorded answers, however often the run was killed.
"""

from __future__ import annotations

from verisynth.pipeline.kill_pool import KillPool
from verisynth.pipeline.store import Store, shuffle_key
from verisynth.types import Outcome


class Frontier:
    """The in-order edge of one spec's run. ``index`` is the first index not yet passed."""

    def __init__(
        self,
        store: Store,
        spec: str,
        *,
        run_seed: int,
        wanted: int,
        pool: KillPool | None = None,
    ) -> None:
        self._store = store
        self._spec = spec
        self._run_seed = run_seed
        self._wanted = wanted
        self._pool = pool
        self._settled: set[int] = set()
        self.index = 0
        self.accepted = 0
        store.reset_choice(spec)

    @property
    def done(self) -> bool:
        """Whether enough examples are chosen."""
        return self.accepted >= self._wanted

    def settle(self, index: int) -> int | None:
        """Index has its verdicts in the store; pass every index that is now in line.

        Returns an index in line that has to be judged again first: what lower indices came to has
        made its verdicts stale.
        """
        self._settled.add(index)
        while not self.done and self.index in self._settled:
            self._settled.discard(self.index)
            if self._pool and self._pool.is_stale(self.index):
                return self.index
            self._pass(self.index)
            self.index += 1
        return None

    def _pass(self, index: int) -> None:
        for judged in self._store.verdicts(self._spec, index):
            if judged.verdict.outcome is not Outcome.ACCEPTED or self.done:
                continue
            if (twin := self._twin(index)) is not None:
                detail = f"the same problem as {self._spec}-{twin}"
                self._store.add_drop(self._spec, index, judged.n, reason="duplicate", detail=detail)
                continue
            shuffle = shuffle_key(self._run_seed, self._spec, index, judged.n)
            self._store.choose(self._spec, index, judged.n, shuffle=shuffle)
            self.accepted += 1

    def _twin(self, index: int) -> int | None:
        proposal = self._store.proposal(self._spec, index)
        if proposal is None:
            return None
        return self._store.first_with_key(self._spec, proposal.problem.key, before=index)
