"""Runs the abuse and the honest suite many times over, and shows which layer stops which attempt.

Usage: python benchmarks/sandbox_suites.py --level userns --repeat 20 --load
       python benchmarks/sandbox_suites.py --level userns --ablation

``--load`` keeps every processor busy meanwhile. A *flake* is a case that did not end the same way
in all repetitions. ``--ablation`` leaves out one layer of the level at a time and lists what then
gets through; attempts that could harm the machine without their walls are not made, or gently.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.sandbox.opening import choose
from verisynth.sandbox.pool import Pool

# The tests are not type-checked, so they are not imported where the checker follows.
SUITE: Any = importlib.import_module("tests.adversarial.suite")
ABUSE: Any = importlib.import_module("tests.adversarial.abuse")
HACKS: Any = importlib.import_module("tests.adversarial.hacks")
HONEST: Any = importlib.import_module("tests.adversarial.honest")

_INSIDE = (
    "system calls", "landlock", "user ids", "capabilities", "no new privileges", "limits", "sweep",
    "fresh folders",
)  # fmt: skip
LAYERS = {
    "docker": (*_INSIDE, "network", "read-only root", "memory cap", "process cap"),
    "userns": _INSIDE,
    "landlock": (
        "system calls", "single process", "landlock", "capabilities", "no new privileges", "limits",
        "fresh folders",
    ),
}  # fmt: skip
"""What each level is made of, and can be told to leave out."""
_SPINNER = (
    "import os, sys, threading\n"
    "threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n"
    "while True: pass\n"
)


@dataclass(slots=True)
class Tally:
    """How often each case ended well, and what was seen when it did not."""

    good: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    seen: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def note(self, name: str, fault: str) -> None:
        """One run of one case; an empty fault is a good end."""
        (self.bad if fault else self.good)[name] += 1
        if fault:
            self.seen.setdefault(name, fault[:300])

    @property
    def flakes(self) -> list[str]:
        """Cases that ended both ways."""
        return sorted(self.good.keys() & self.bad.keys())


@contextlib.contextmanager
def load(processes: int) -> Iterator[None]:
    """Keep so many processors busy; the spinners end with this process whatever happens."""
    spinners = [
        subprocess.Popen([sys.executable, "-c", _SPINNER], stdin=subprocess.PIPE)
        for _ in range(processes)
    ]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
            if spinner.stdin:
                spinner.stdin.close()


@dataclass(slots=True)
class Ring:
    """Arenas of one level, opened anew after each case that got something."""

    level: str
    without: frozenset[str] = frozenset()
    _stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    _arena: Any = None

    async def arena(self) -> Any:
        """The arena that is open."""
        if self._arena is None:
            sandbox = await self._stack.enter_async_context(self._sandbox())
            self._arena = await self._stack.enter_async_context(SUITE.arena(sandbox))
        return self._arena

    async def close(self) -> None:
        """Close it; the next one is fresh."""
        await self._stack.aclose()
        self._arena = None

    @contextlib.asynccontextmanager
    async def _sandbox(self) -> AsyncIterator[Sandbox]:
        if not self.without:
            async with open_sandbox(self.level, slots=1) as sandbox:
                yield sandbox
            return
        # A level without one of its layers would not pass its proof.
        launcher: Any = await choose(self.level)
        pool = Pool(replace(launcher, without=self.without), slots=1)
        try:
            yield pool
        finally:
            await pool.close()


def abuses(level: str, groups: Sequence[str] = ()) -> list[Any]:
    """The attempts that may be made at a level, of some groups only if any are named."""
    return [
        case
        for case in ABUSE.catalogue()
        if (level in SUITE.WALLED or not case.needs_walls) and (case.group in groups or not groups)
    ]


async def attack(ring: Ring, cases: Sequence[Any], tally: Tally, *, gentle: bool = False) -> None:
    """Every attempt once; a named gap counts as good when it is one."""
    for case in cases:
        arena = await ring.arena()
        finding = await arena.attempt(case, gentle=gentle)
        fault = "; ".join(finding.managed)
        if ring.level in case.gaps and not ring.without:
            fault = "" if fault else "a named gap that is none"
        tally.note(f"{case.group}: {case.name}", fault)
        if not finding.contained:
            await ring.close()


async def judge_hacks(ring: Ring, tally: Tally) -> None:
    """Every wrong solution once."""
    sandbox = (await ring.arena()).sandbox
    for hack in HACKS.HACKS:
        finding = await SUITE.cheat(sandbox, hack)
        tally.note(f"integrity: {hack.name}", "; ".join(finding.managed))


async def ask_honest(ring: Ring, tally: Tally, skipped: set[str]) -> None:
    """Every honest program once."""
    sandbox = (await ring.arena()).sandbox
    for program in HONEST.programs():
        if not HONEST.has_profile(program.profile):
            skipped.add(program.name)
            continue
        answer = await HONEST.ask(sandbox, program)
        if answer.refused:
            skipped.add(program.name)
        tally.note(program.name, answer.fault)


async def repeat(level: str, times: int, suites: Sequence[str]) -> dict[str, Tally]:
    """The suites so many times over."""
    tallies: dict[str, Tally] = {suite: Tally() for suite in suites}
    skipped: set[str] = set()
    for number in range(times):
        ring = Ring(level)
        try:
            for suite, tally in tallies.items():
                started = time.perf_counter()
                if suite == "abuse":
                    await attack(ring, abuses(level), tally)
                    await judge_hacks(ring, tally)
                else:
                    await ask_honest(ring, tally, skipped)
                tally.seconds += time.perf_counter() - started
        finally:
            await ring.close()
        bad = {suite: sum(tally.bad.values()) for suite, tally in tallies.items()}
        print(f"  {number + 1} of {times}: unexpected so far {bad}", file=sys.stderr, flush=True)
    if skipped:
        print(f"politely refused, or without its profile: {', '.join(sorted(skipped))}")
    return tallies


def print_tallies(level: str, times: int, tallies: dict[str, Tally]) -> None:
    """One line a suite, then what went wrong."""
    print("| level | suite | cases | times | runs | unexpected | flakes | seconds a pass |")
    print("|---|---|---|---|---|---|---|---|")
    for suite, tally in tallies.items():
        cases = len(tally.good.keys() | tally.bad.keys())
        wrong = sum(tally.bad.values())
        print(
            f"| {level} | {suite} | {cases} | {times} | {tally.good.total() + wrong} | {wrong} "
            f"| {len(tally.flakes)} | {tally.seconds / times:.0f} |"
        )
    for tally in tallies.values():
        for name, count in sorted(tally.bad.items()):
            word = "FLAKE" if name in tally.flakes else "WRONG"
            print(f"{word} {count}x {name}: {tally.seen[name]}")


async def ablate(level: str, layers: Sequence[str], groups: Sequence[str] = ()) -> None:
    """Which attempts get through without each layer, that do not with all of them."""
    gentle = level not in SUITE.WALLED
    known: dict[str, Tally] = defaultdict(Tally)
    for layer in ("", *layers):
        ring = Ring(level, frozenset(filter(None, layer.split("+"))))
        cases = [case for case in abuses(level, groups) if level not in case.gaps]
        try:
            await attack(ring, cases, known[layer], gentle=gentle)
        except Exception as error:  # the level does not even start without it
            print(f"| {layer} | — | the level does not work without it: {error} |"[:300])
            continue
        finally:
            await ring.close()
        if not layer:
            print(f"with every layer: {sorted(known[''].bad) or 'nothing gets through'}\n")
            print("| without | get through | which |\n|---|---|---|")
            continue
        freed = sorted(known[layer].bad.keys() - known[""].bad.keys())
        print(f"| {layer} | {len(freed)} | {', '.join(freed)} |", flush=True)
        for name in freed:
            print(f"  {layer} / {name}: {known[layer].seen[name]}", file=sys.stderr)


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--level", default="userns", choices=sorted(LAYERS))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--suite", choices=("abuse", "honest"), action="append")
    parser.add_argument("--load", action="store_true", help="keep every processor busy")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--without", action="append", help="only this layer, or layers joined by +")
    parser.add_argument("--group", action="append", help="only these attempts of the ablation")
    options = parser.parse_args()
    with load(os.cpu_count() or 1) if options.load else contextlib.nullcontext():
        if options.ablation:
            layers = options.without or LAYERS[options.level]
            asyncio.run(ablate(options.level, layers, options.group or ()))
            return
        suites = options.suite or ["abuse", "honest"]
        tallies = asyncio.run(repeat(options.level, options.repeat, suites))
    print_tallies(options.level, options.repeat, tallies)
    sys.exit(1 if any(tally.bad for tally in tallies.values()) else 0)


if __name__ == "__main__":
    main()
