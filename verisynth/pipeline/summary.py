"""What a run came to, as values: the terminal table, ``report.md`` and ``--json`` read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from verisynth.pipeline.export import Exported
from verisynth.pipeline.independents import Corroboration
from verisynth.types import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecSummary:
    """One spec's part."""

    name: str
    wanted: int
    accepted: int
    proposed: int
    """Indices that count: everything up to the one that completed the run."""
    rejected: dict[str, int]
    """Reason to count, most frequent first."""
    invalid: dict[str, int]
    owed: int
    """Items that ended as an error of ours; ``--resume`` checks them again."""
    planted_rejected: int
    planted_total: int
    mutants_killed: int = 0
    """Small mistakes in references that their problems' checks notice."""
    mutants_wrong: int = 0
    """All of them, less those that are no mistakes."""
    corroboration: Corroboration | None = None
    """What independent authors came to; None if the spec asks for none."""
    short_because: str = ""
    """Empty when N were accepted; else ``exhausted``, ``max-candidates``, ``interrupted`` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """The whole run."""

    folder: Path
    seconds: float
    """Wall-clock time of this invocation."""
    level: str
    """Sandbox level; empty when nothing was executed."""
    specs: tuple[SpecSummary, ...]
    files: tuple[Exported, ...]
    dollars: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    """Kind of failed request to how often, over all resumes."""

    @property
    def accepted(self) -> int:
        """Examples of all specs."""
        return sum(spec.accepted for spec in self.specs)

    @property
    def complete(self) -> bool:
        """Whether every spec has all it was asked for."""
        return all(spec.accepted >= spec.wanted for spec in self.specs)

    @property
    def interrupted(self) -> bool:
        """Whether a person stopped it."""
        return any(spec.short_because == "interrupted" for spec in self.specs)

    def to_json(self) -> dict[str, Json]:
        """Plain data for ``--json``."""
        return {
            "folder": str(self.folder),
            "accepted": self.accepted,
            "complete": self.complete,
            "seconds": round(self.seconds, 2),
            "level": self.level,
            "dollars": round(self.dollars, 6),
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "faults": self.faults,
            "files": {file.path.name: file.lines for file in self.files},
            "specs": [_spec_json(spec) for spec in self.specs],
        }


def _spec_json(spec: SpecSummary) -> dict[str, Json]:
    return {
        "name": spec.name,
        "wanted": spec.wanted,
        "accepted": spec.accepted,
        "proposed": spec.proposed,
        "rejected": spec.rejected,
        "invalid": spec.invalid,
        "owed": spec.owed,
        "planted_rejected": spec.planted_rejected,
        "planted_total": spec.planted_total,
        "mutants_killed": spec.mutants_killed,
        "mutants_wrong": spec.mutants_wrong,
        "short_because": spec.short_because,
        **({"corroboration": spec.corroboration.to_json()} if spec.corroboration else {}),
    }
