"""Judges math answers for several test files: on the host alone, or with a real sandbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, MathTarget, Program, Verdict
from verisynth.verifiers.number import NumberVerifier
from verisynth.verifiers.symbolic import SymbolicVerifier

CORPUS = Path(__file__).parent.parent / "corpora" / "math"


@dataclass(frozen=True)
class NoSandbox:
    """A sandbox that must not be asked."""

    level: str = "none"
    slots: int = 1

    async def run(self, program: Program, limits: Limits) -> Execution:
        raise AssertionError(f"the sandbox was asked to run {program.runner}")


def corpus(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CORPUS / name).read_text().splitlines()]


def on_host(gold: str, answer: str, **rules: str | float) -> Verdict:
    verifier = NumberVerifier()
    target = MathTarget(gold=gold, **rules)  # type: ignore[arg-type]
    return asyncio.run(verifier.verify(target, answer, sandbox=NoSandbox(), limits=Limits()))


def in_sandbox(pairs: Sequence[tuple[str, str]], *, limits: Limits | None = None) -> list[Verdict]:
    async def judge() -> list[Verdict]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [
                await SymbolicVerifier().verify(
                    MathTarget(gold=gold), answer, sandbox=sandbox, limits=limits or Limits()
                )
                for gold, answer in pairs
            ]

    return asyncio.run(judge())
