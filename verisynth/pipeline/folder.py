"""Whose run a folder holds: a run is its specs, its seed and its teacher, and nothing else fits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from verisynth import __version__
from verisynth.errors import RunFolderError
from verisynth.pipeline.store import Store
from verisynth.spec import TaskSpec, from_json, to_json


def default_folder(specs: Sequence[TaskSpec], *, run_seed: int, teacher: str) -> Path:
    """``runs/<names>-<id>``, the same for the same run."""
    identity = json.dumps([[spec.digest for spec in specs], run_seed, teacher])
    digest = hashlib.sha256(identity.encode()).hexdigest()[:6]
    names = "+".join(spec.name for spec in specs)
    return Path("runs") / f"{names if len(names) <= 60 else f'{len(specs)}-specs'}-{digest}"


def claim(
    store: Store,
    specs: Sequence[TaskSpec],
    *,
    run_seed: int,
    teacher: str,
    count: int,
    resume: bool,
) -> None:
    """Make sure the folder is this run's: new, or its own and to be resumed.

    Raises:
        RunFolderError: it holds another run, or this one and ``resume`` was not asked for.
    """
    facts = {
        "specs": json.dumps({spec.name: to_json(spec) for spec in specs}),
        "run_seed": str(run_seed),
        "teacher": teacher,
        "version": __version__,
    }
    if store.meta("specs") is None:
        store.set_meta({**facts, "count": str(count)})
        return
    for key, value in facts.items():
        if store.meta(key) != value:
            raise RunFolderError(
                f"{store.folder}: {_difference(key, store.meta(key) or '', value)}",
                hint="--out with another folder, or the same specs, seed and teacher as before",
            )
    if not resume:
        raise RunFolderError(
            f"{store.folder}: already holds this run",
            hint="--resume to continue it, or --out with another folder",
        )
    store.set_meta({"count": str(count)})


def stored_specs(store: Store) -> tuple[TaskSpec, ...]:
    """The specs a run was made with. Raises ``RunFolderError`` when the folder holds no run."""
    stored = store.meta("specs")
    if stored is None:
        raise RunFolderError(f"{store.folder}: holds no run")
    return tuple(from_json(text) for text in json.loads(stored).values())


def _difference(key: str, stored: str, value: str) -> str:
    if key != "specs":
        return f"holds a run with {key.replace('_', ' ')} {stored}, not {value}"
    before, now = json.loads(stored), json.loads(value)
    if list(before) != list(now):
        return f"holds a run of {', '.join(before)}, not of {', '.join(now)}"
    changed = [name for name, text in before.items() if now[name] != text]
    return f"holds a run of other versions of {', '.join(changed)}: the specs were edited since"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run was started with, as its folder remembers it."""

    specs: tuple[TaskSpec, ...]
    run_seed: int
    teacher: str
    count: int


def origin(folder: Path) -> Origin | None:
    """How the run in a folder was started; None if the folder holds none. Never makes one."""
    if not (folder / "run.db").is_file():
        return None
    with opened_folder(folder) as store:
        if store.meta("specs") is None:
            return None
        return Origin(
            stored_specs(store),
            int(store.meta("run_seed") or 0),
            store.meta("teacher") or "",
            int(store.meta("count") or 0),
        )


@contextmanager
def opened_folder(folder: Path) -> Iterator[Store]:
    """The database of a folder that holds a run; never makes one."""
    if not (folder / "run.db").is_file():
        raise RunFolderError(f"{folder}: holds no run (there is no run.db in it)")
    with closing(Store.open(folder)) as store:
        yield store
