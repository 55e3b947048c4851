"""The answers that failed a problem earlier in a run: its checks must reject them again.

The same statement may come back with other checks; an answer that failed it once is the most
realistic wrong answer there is. Only lower indices count, and the frontier has an item judged
again that did not yet know them all, so that what is chosen never depends on timing.
"""

from __future__ import annotations

from dataclasses import dataclass

from verisynth.pipeline.store import Store
from verisynth.types import Outcome

COUNTED = "known_wrong"
"""The name under which records count them."""


@dataclass(frozen=True, slots=True)
class KillPool:
    """One spec's failed answers."""

    store: Store
    spec: str

    def failed(self, index: int) -> tuple[str, ...]:
        """Answers that failed this item's problem at lower indices, the first few."""
        return self.store.failed_before(self.spec, index)

    def is_stale(self, index: int) -> bool:
        """Whether the item was judged before all of them were known."""
        found = self.store.verdicts(self.spec, index)
        if any(one.verdict.outcome is Outcome.ERROR for one in found):
            return False
        known = len(self.failed(index))
        return any(one.counted.get(COUNTED, 0) != known for one in found)
