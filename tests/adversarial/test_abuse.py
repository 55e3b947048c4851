"""Programs that try to break out, to cheat, to use more than their share or to harm the next job.

A case is contained when it reports nothing, the host sees nothing of it, and the next job on the
same worker finds everything as a first job does. Levels that do not claim to stop a case name
it as a gap; a gap that is none any more fails, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.adversarial import hacks
from tests.adversarial.abuse import LIMITS, Abuse, Control, Finding, catalogue, excess
from tests.adversarial.suite import (
    BOXED,
    UNHELD,
    WALLED,
    Arena,
    arena,
    careless_judges_accept,
    cheat,
    check_fails,
    nothing_holds,
    succeeds_unheld,
)
from verisynth.errors import MissingError, UsageError
from verisynth.sandbox import open_sandbox
from verisynth.types import Program

pytestmark = pytest.mark.slow

ABUSES = catalogue()
FEWEST = 120


@dataclass
class Opened:
    """A sandbox of one level that is opened anew after it let something through."""

    runner: asyncio.Runner
    level: str
    arena: Arena = field(init=False)
    stack: contextlib.AsyncExitStack = field(init=False)

    def open(self) -> None:
        self.stack = contextlib.AsyncExitStack()
        sandbox = self.run(self.stack.enter_async_context(open_sandbox(self.level, slots=1)))
        self.arena = self.run(self.stack.enter_async_context(arena(sandbox)))

    def run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    def attempt(self, abuse: Abuse) -> Finding:
        finding: Finding = self.run(self.arena.attempt(abuse))
        if not finding.contained:
            self.close()
            self.open()
        return finding

    def close(self) -> None:
        self.run(self.stack.aclose())


@pytest.fixture(
    scope="module",
    params=["userns", "landlock", pytest.param("docker", marks=pytest.mark.docker)],
)
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    with asyncio.Runner() as runner:
        made = Opened(runner, request.param)
        try:
            made.open()
        except (MissingError, UsageError) as error:
            pytest.skip(f"{request.param}: {error.message}")
        yield made
        made.close()


def named(case: Abuse | hacks.Hack) -> str:
    group = case.group if isinstance(case, Abuse) else "integrity"
    return f"{group}-{case.name}".replace(" ", "-").replace(",", "")


def test_the_suite_is_as_large_as_promised() -> None:
    assert len(ABUSES) + len(hacks.HACKS) >= FEWEST
    names = [named(case) for case in (*ABUSES, *hacks.HACKS)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("abuse", ABUSES, ids=named)
def test_an_attempt_gets_nothing_and_leaves_nothing(opened: Opened, abuse: Abuse) -> None:
    level = opened.arena.sandbox.level
    if abuse.needs_walls and level not in WALLED:
        pytest.skip(f"never tried at level {level}: a failure would harm this machine")
    finding = opened.attempt(abuse)
    if level in abuse.gaps:
        assert not finding.contained, f"no gap: remove it, it said {abuse.gaps[level]}"
    else:
        assert finding.contained, finding.managed


@pytest.mark.parametrize("abuse", [a for a in ABUSES if a.control in UNHELD], ids=named)
def test_the_attempt_succeeds_where_nothing_holds_it(abuse: Abuse) -> None:
    if abuse.needs_root and os.geteuid() != 0:
        pytest.skip("refused to ordinary users even where nothing holds it")
    assert asyncio.run(succeeds_unheld(abuse))


@pytest.mark.parametrize("abuse", [a for a in ABUSES if a.control in BOXED], ids=named)
def test_the_check_of_an_attempt_can_fail(opened: Opened, abuse: Abuse) -> None:
    level = opened.arena.sandbox.level
    if level not in WALLED and abuse.control is not Control.QUIET:
        pytest.skip(f"{level} refuses what some attempts begin with; elsewhere it is shown")
    if level in abuse.gaps:
        pytest.skip("a named gap is its own control")
    assert opened.run(check_fails(abuse, opened.arena))


@pytest.mark.parametrize("hack", hacks.HACKS, ids=named)
def test_a_wrong_solution_cheats_nobody(opened: Opened, hack: hacks.Hack) -> None:
    finding = opened.run(cheat(opened.arena.sandbox, hack))
    assert finding.contained, finding.managed


@pytest.mark.parametrize("hack", hacks.HACKS, ids=named)
def test_a_careless_judge_is_cheated(hack: hacks.Hack) -> None:
    assert accepting(hack.solution)


def test_a_careless_judge_knows_right_from_wrong() -> None:
    assert len(accepting(hacks.HONEST)) == 5
    assert accepting(hacks.WRONG) == []


def accepting(solution: str) -> list[str]:
    async def ask() -> list[str]:
        async with nothing_holds() as arena:
            return await careless_judges_accept(arena.sandbox, solution)

    return asyncio.run(ask())


def test_the_honest_solution_is_accepted(opened: Opened) -> None:
    finding = opened.run(cheat(opened.arena.sandbox, hacks.Hack("honest", hacks.HONEST)))
    assert [text.split()[0] for text in finding.managed] == ["accepted", "accepted"]


def test_a_worker_that_dies_is_noticed() -> None:
    suicide = Abuse(
        name="kill the worker", group="control", control=Control.WORKER,
        body="\ndef attempt(managed, channel):\n    os.kill(WORKER, 9)\n    time.sleep(5)\n",
    )  # fmt: skip

    async def finding() -> tuple[str, ...]:
        async with nothing_holds() as arena:
            return (await arena.attempt(suicide, gentle=True)).managed

    assert any("cost the worker" in text for text in asyncio.run(finding()))


def test_traces_of_every_kind_are_seen() -> None:
    leaving = Abuse(
        name="leave traces", group="control", control=Control.WORKER,
        body="""
def attempt(managed, channel):
    open(f"{BAIT}/marker-{TOKEN}", "w").close()
    call(29, 194, KEY, 4096, 0o1666)
    with socket.socket() as sock:
        sock.connect(("127.0.0.1", PORT))
    if os.fork() == 0:
        time.sleep(8)
        os._exit(0)
""",
    )  # fmt: skip
    ending = Abuse(
        name="remove the segment", group="control", control=Control.WORKER,
        body="\ndef attempt(managed, channel):\n    call(31, 195, call(29, 194, KEY, 1, 0))\n",
    )  # fmt: skip

    async def findings() -> tuple[tuple[str, ...], tuple[str, ...]]:
        async with nothing_holds() as arena:
            first = await arena.attempt(leaving, gentle=True)
            return first.managed, (await arena.attempt(ending, gentle=True)).managed

    seen, after = asyncio.run(findings())
    for what in ("the host heard", "left process", "left file", "left System V shm"):
        assert any(text.startswith(what) for text in seen), (what, seen)
    assert after == ()


def test_output_beyond_its_cap_is_noticed(opened: Opened) -> None:
    program = Program(runner="selftest", payload="def main(channel):\n    print('x' * 999)\n")
    execution = opened.run(opened.arena.sandbox.run(program, LIMITS))
    assert excess(execution, LIMITS) == []
    assert excess(execution, replace(LIMITS, output_bytes=998)) == ["stdout beyond its cap"]
