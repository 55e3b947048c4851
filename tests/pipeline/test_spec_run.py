"""A run counts accepted examples in order, survives faults, and resumes to the same bytes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.pipeline.fakes import Counting, EqualFamily, NoSandbox, spec
from verisynth.errors import RunFolderError
from verisynth.pipeline.export import export
from verisynth.pipeline.folder import claim
from verisynth.pipeline.frontier import Frontier
from verisynth.pipeline.judging import Executed
from verisynth.pipeline.progress import Silent
from verisynth.pipeline.propose import Offline
from verisynth.pipeline.results import Results
from verisynth.pipeline.spec_run import SpecRun, Stop
from verisynth.pipeline.store import Store
from verisynth.teachers.procedural import Procedural
from verisynth.types import Outcome

FILES = ("train.jsonl", "val.jsonl", "rejected.jsonl")


class StopAfter(Silent):
    """Asks for a stop after so many verdicts, as Ctrl-C would."""

    def __init__(self, stop: Stop, verdicts: int) -> None:
        self.stop, self.left = stop, verdicts

    def settled(self, spec: str, outcome: Outcome, reason: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.stop.set("interrupted")


def run(
    folder: Path,
    *,
    count: int = 40,
    generator: Counting | None = None,
    family: EqualFamily | None = None,
    stop_after: int = 0,
    max_candidates: int = 1000,
) -> SpecRun:
    store = Store.open(folder)
    made = spec()
    stop = Stop()
    one = SpecRun(
        made,
        proposer=Offline(made, Procedural(generator or Counting(), made.name), store),
        judging=Executed(made, family or EqualFamily(), NoSandbox()),
        store=store,
        frontier=Frontier(store, made.name, run_seed=0, wanted=count),
        watcher=StopAfter(stop, stop_after),
        stop=stop,
        run_seed=0,
        wanted=count,
        max_candidates=max_candidates,
        window=6,
    )
    try:
        asyncio.run(one.run())
        export(store, {made.name: made}, {made.name: one.frontier.index}, run_seed=0)
    finally:
        store.close()
    return one


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_exactly_n_are_accepted_and_split(tmp_path: Path) -> None:
    one = run(tmp_path, generator=Counting(wrong_every=5))
    assert one.frontier.accepted == 40
    train, val, rejected = (contents(tmp_path)[name].count(b"\n") for name in FILES)
    assert train + val == 40
    assert 1 <= val <= 4
    assert rejected >= 4
    assert b"reference-fails" in contents(tmp_path)["rejected.jsonl"]


def test_order_of_completion_does_not_change_the_exports(tmp_path: Path) -> None:
    generator = Counting(wrong_every=5)
    run(tmp_path / "a", generator=generator)
    run(tmp_path / "b", generator=generator, family=EqualFamily(slow_first=True))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize("stops", [(1,), (7, 8), (30,)])
def test_a_stopped_and_resumed_run_gives_the_same_bytes(
    tmp_path: Path, stops: tuple[int, ...]
) -> None:
    generator = Counting(wrong_every=5)
    run(tmp_path / "whole", generator=generator)
    for stop_after in stops:
        part = run(tmp_path / "parts", generator=generator, stop_after=stop_after)
        assert part.frontier.accepted < 40
    run(tmp_path / "parts", generator=generator)
    assert contents(tmp_path / "whole") == contents(tmp_path / "parts")


def test_errors_are_owed_and_checked_again_on_resume(tmp_path: Path) -> None:
    generator = Counting(fault_every=3)
    run(tmp_path, generator=generator, family=EqualFamily(faults=[10**6]))
    store = Store.open(tmp_path)
    owed = Results(store).owed("fake")
    store.close()
    assert owed
    assert all(reason == "sandbox-failed" for _, reason, _ in owed)
    assert b"sandbox-failed" not in contents(tmp_path)["rejected.jsonl"]
    run(tmp_path, generator=generator, family=EqualFamily(faults=[0]))
    run(tmp_path / "calm", generator=generator, family=EqualFamily(faults=[0]))
    assert contents(tmp_path) == contents(tmp_path / "calm")


def test_an_exhausted_generator_says_so_and_stops(tmp_path: Path) -> None:
    one = run(tmp_path, generator=Counting(space=12))
    assert one.frontier.accepted == 12
    assert one.short_because("") == "exhausted"


def test_the_cap_on_candidates_holds(tmp_path: Path) -> None:
    one = run(tmp_path, generator=Counting(wrong_every=1), max_candidates=15)
    assert one.frontier.accepted == 0
    assert one.short_because("") == "max-candidates"


def test_little_more_is_started_than_needed(tmp_path: Path) -> None:
    one = run(tmp_path, count=3)
    store = Store.open(tmp_path)
    assert store.item_count("fake") <= 3
    store.close()
    assert one.frontier.accepted == 3


def test_cousins_never_straddle_the_split(tmp_path: Path) -> None:
    run(tmp_path, count=60, generator=Counting(space=500))
    store = Store.open(tmp_path)
    sql = "SELECT cluster, COUNT(DISTINCT split) FROM chosen GROUP BY cluster"
    clusters = store.connection().execute(sql).fetchall()
    store.close()
    assert len(clusters) > 5
    assert all(splits == 1 for _, splits in clusters)


def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    facts = {"run_seed": 0, "teacher": "procedural", "count": 5}
    claim(store, [spec()], resume=False, **facts)  # type: ignore[arg-type]
    with pytest.raises(RunFolderError, match="already holds this run"):
        claim(store, [spec()], resume=False, **facts)  # type: ignore[arg-type]
    claim(store, [spec()], resume=True, **facts)  # type: ignore[arg-type]
    with pytest.raises(RunFolderError, match="seed 0, not 1"):
        claim(store, [spec()], resume=True, **{**facts, "run_seed": 1})  # type: ignore[arg-type]
    with pytest.raises(RunFolderError, match="a run of fake, not of other"):
        claim(store, [spec("other")], resume=True, **facts)  # type: ignore[arg-type]
    store.close()


def test_two_processes_cannot_share_a_folder(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(RunFolderError, match="another verisynth"):
        Store.open(tmp_path)
    store.close()


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.set_meta({"format": "0"})
    store.close()
    with pytest.raises(RunFolderError, match="run format 0"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "run.db").write_bytes(b"my thesis, not a database at all" * 99)
    with pytest.raises(RunFolderError, match=r"run\.db"):
        Store.open(tmp_path)
    assert (tmp_path / "run.db").read_bytes().startswith(b"my thesis")
