"""Profiles: which packages a kind of job may import and which modules its worker loads beforehand.

A profile is a TOML file in ``sandboxes/profiles``. Packages are the ones installed beside
verisynth; a box sees those of its profile, with what they require, and no others.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from verisynth import shipped
from verisynth.errors import MissingError, UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of job finds in its box beside the standard library."""

    name: str
    packages: tuple[str, ...]
    """Names of installed distributions."""
    warm: tuple[str, ...]
    """Modules the worker imports once, so that no job pays for them."""


def load(name: str) -> Profile:
    """The profile called ``name``.

    Raises:
        UsageError: there is no such profile.
    """
    folder = shipped.sandboxes() / "profiles"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in known:
        close = did_you_mean(name, known)
        raise UsageError(f'no sandbox profile "{name}"; one of {", ".join(known)}.{close}')
    table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return Profile(name, tuple(table["packages"]), tuple(table["warm"]))


def requirements(packages: tuple[str, ...]) -> tuple[metadata.Distribution, ...]:
    """The distributions named and all they require, each once, in order of first mention.

    A requirement that is not installed is one its marker excludes here; a package of the profile
    that is not installed is an error.

    Raises:
        MissingError: a package of the profile is not installed.
    """
    found: dict[str, metadata.Distribution] = {}
    for package in packages:
        if not _add(package, found):
            raise MissingError(
                f'the sandbox needs the package "{package}", which is not installed',
                hint=f"pip install {package}",
            )
    return tuple(found.values())


def _add(name: str, found: dict[str, metadata.Distribution]) -> bool:
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return True
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    found[key] = distribution
    for requirement in distribution.requires or ():
        word = re.match(r"[A-Za-z0-9._-]+", requirement)
        if word and "extra ==" not in requirement:
            _add(word.group(), found)
    return True


def files(packages: tuple[str, ...]) -> tuple[Path, ...]:
    """The top-level folders and modules of the packages and all they require, sorted."""
    tops: set[Path] = set()
    for distribution in requirements(packages):
        root = Path(str(distribution.locate_file("")))
        for file in distribution.files or ():
            # ``..`` leads to console scripts, which no job needs
            if file.parts[0] != ".." and file.parts[0] != "__pycache__":
                tops.add(root / file.parts[0])
    return tuple(sorted(path for path in tops if path.exists()))
