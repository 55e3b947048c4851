"""Profiles: which packages a kind of job may import and which modules its worker loads beforehand.

A profile is a TOML file in ``sandboxes/profiles``. Packages are the ones installed beside
verisynth; a box sees those of its profile, with what they require, and no others. A profile whose
packages come with an extra of verisynth is there only where the extra is installed.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from verisynth import shipped
from verisynth.errors import MissingError, UsageError, did_you_mean
from verisynth.types import Limits


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of job finds in its box beside the standard library."""

    name: str
    packages: tuple[str, ...]
    """Names of installed distributions."""
    warm: tuple[str, ...]
    """Modules the worker imports once, so that no job pays for them."""
    interpreter: str = "3.11"
    """The oldest Python its runners and packages work with; a worker on an older one is refused."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Fields of :class:`~verisynth.types.Limits` with the least each job is given: below that, its
    packages alone would hit the limit, and an honest program would be rejected for it."""
    reads: tuple[str, ...] = ()
    """Further paths its packages must be able to read, beside the interpreter's and their own."""
    system: tuple[str, ...] = ()
    """Paths of the system its programs need, seen in the box at the same place where they exist."""
    calls: tuple[str, ...] = ()
    """System calls its programs need though the filter refuses them to others. Only a box with
    namespaces of its own lets them through."""
    extra: str = ""
    """The extra of verisynth its packages come with; empty when they always do."""
    stands_in_for: str = ""
    """The profile it is taken instead of, for code that imports one of ``imports``."""
    imports: tuple[str, ...] = ()
    """Names of top-level modules it has and the profile it stands in for has not."""

    def at_least(self, limits: Limits) -> Limits:
        """``limits``, raised where the profile itself needs more."""
        if all(getattr(limits, name) >= least for name, least in self.limits.items()):
            return limits
        needed = {name: max(getattr(limits, name), least) for name, least in self.limits.items()}
        return replace(limits, **needed)

    def runs_on(self, version: str) -> bool:
        """Whether a Python of this version, ``3.12.1`` say, is recent enough."""
        return _numbers(version)[:2] >= _numbers(self.interpreter)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def names() -> tuple[str, ...]:
    """The names of all profiles, sorted."""
    folder = shipped.sandboxes() / "profiles"
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


@functools.cache
def load(name: str) -> Profile:
    """The profile called ``name``.

    Raises:
        UsageError: there is no such profile.
    """
    known = names()
    if name not in known:
        close = did_you_mean(name, known)
        raise UsageError(f'no sandbox profile "{name}"; one of {", ".join(known)}.{close}')
    text = (shipped.sandboxes() / "profiles" / f"{name}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    table |= {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Profile(name, **table)


def installed(profile: Profile) -> bool:
    """Whether every package of the profile is there."""
    try:
        requirements(profile.packages)
    except MissingError:
        return False
    return True


def insist(profile: Profile) -> None:
    """Do nothing if the profile can be used here.

    Raises:
        MissingError: a package is not installed; the hint names what brings it.
    """
    try:
        requirements(profile.packages)
    except MissingError as error:
        if not profile.extra:
            raise
        fix = f"pip install 'verisynth[{profile.extra}]'"
        raise MissingError(error.message, hint=fix) from None


@functools.cache
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
