"""Chat JSONL: one object a line with ``messages``, as chat fine-tuning tools read it.

The other keys say how the answer was verified and where it came from; nothing in a line depends
on when or how fast the run went, so the same recorded answers give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from verisynth.types import Json, Record


@dataclass(frozen=True, slots=True)
class Chat:
    """Writes ``messages`` with verdict and provenance."""

    name: str = "chat"

    def line(self, record: Record) -> str:
        """One line of JSON, without its newline."""
        verdict = record.verdict
        checked: dict[str, Json] = {
            "outcome": verdict.outcome.value,
            "evidence": verdict.evidence.value if verdict.evidence else None,
            "verifier": verdict.verifier,
            "method": verdict.method,
            "checks": len(verdict.checks),
            "level": verdict.level,
        }
        plain: dict[str, Json] = {
            "id": record.id,
            "messages": [{"role": role, "content": text} for role, text in record.messages],
            "verdict": {**checked, **record.counted},
            "provenance": record.provenance,
        }
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
