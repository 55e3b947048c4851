"""The image of level ``docker``: found by what it would be made of, built and pruned when asked.

Its tag is a digest of its inputs, so an image of other code or other packages is never taken for
this one. Whether it works is shown by ``image_check``.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from dataclasses import dataclass
from pathlib import Path

from verisynth import shipped
from verisynth.errors import MissingError, SandboxError
from verisynth.sandbox import profiles
from verisynth.sandbox.docker import docker, engine
from verisynth.sandbox.ending import kill

BASE_IMAGE = "python:3.12-slim-bookworm"
BASE_VARIABLE = "VERISYNTH_BASE_IMAGE"
REPOSITORY = "verisynth-sandbox"
BUILD = "verisynth sandbox build"
LABEL = "verisynth=image"
STAGE_LABEL = "verisynth=stage"
BASE_LABEL = "verisynth.base"
_ASK_PYTHON = (
    "import json, platform, sys; print(json.dumps([platform.machine(), *sys.version_info[:2],"
    " platform.libc_ver()[1] or '2.17']))"
)
_PIP = "pip==25.3"


def tag() -> str:
    """The name of the image this version of verisynth needs, e.g. ``verisynth-sandbox:1f3c…``."""
    return _tag(shipped.sandboxes(), shipped.dockerfile())


def _tag(folder: Path, dockerfile: Path) -> str:
    digest = hashlib.sha256()
    for name, text in sorted(_inputs(folder, dockerfile).items()):
        digest.update(f"{name}\0{len(text)}\0".encode() + text)
    return f"{REPOSITORY}:{digest.hexdigest()[:16]}"


def _inputs(folder: Path, dockerfile: Path) -> dict[str, bytes]:
    files = [p for p in folder.rglob("*") if p.suffix in (".py", ".toml")]
    inputs = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    for name, lines in _requirements().items():
        inputs[f"{name}.txt"] = lines.encode()
    inputs["Dockerfile"] = dockerfile.read_bytes()
    return inputs


def _requirements() -> dict[str, str]:
    """For each profile, its packages at the versions installed beside verisynth.

    A profile of an extra that is not installed is left out: no program is sent to it then.
    """
    lists = {}
    for name in profiles.names():
        profile = profiles.load(name)
        if profile.extra and not profiles.installed(profile):
            continue
        pins = [profiles.requirements((name,))[0] for name in sorted(profile.packages)]
        lists[name] = "".join(f"{pin.name}=={pin.version}\n" for pin in pins)
    return lists


def profile_names() -> tuple[str, ...]:
    """The profiles the image must have, sorted."""
    return tuple(sorted(_requirements()))


async def find() -> str | None:
    """The image's name if the engine has it."""
    name = tag()
    reply = await docker("image", "inspect", "--format", "{{.Id}}", name)
    return name if reply.code == 0 else None


async def _inspected(name: str, template: str) -> str:
    """One fact about an image; empty when the engine has no such image."""
    reply = await docker("image", "inspect", "--format", template, name)
    return reply.stdout.strip() if reply.code == 0 else ""


async def lack() -> str:
    """Why :func:`find` finds nothing: there is no image, or only such of other inputs."""
    if await _named(REPOSITORY):
        return "Docker's sandbox image is of other code or packages than this verisynth's"
    return "Docker has no sandbox image"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What became of the images of other versions."""

    removed: tuple[str, ...]
    in_use: tuple[str, ...]
    """Left alone, because containers were made of them."""


async def prune(*, keep: str, repository: str = REPOSITORY) -> Pruned:
    """Remove the sandbox images that are not ``keep`` and that no container uses.

    What building left behind without a name goes, too; the next build takes its full time then.

    Raises:
        MissingError: no engine answers.
    """
    await _engine()
    found = [name for name in await _named(repository) if name != keep]
    codes = [(await docker("image", "rm", name, seconds=120.0)).code for name in found]
    for label in (LABEL, STAGE_LABEL):
        await docker("image", "prune", "--force", "--filter", f"label={label}", seconds=120.0)
    outcomes = list(zip(found, codes, strict=True))
    return Pruned(
        removed=tuple(name for name, code in outcomes if code == 0),
        in_use=tuple(name for name, code in outcomes if code != 0),
    )


async def _named(repository: str) -> list[str]:
    reply = await docker(
        "image", "ls", "--filter", f"reference={repository}", "--format",
        "{{.Repository}}:{{.Tag}}",
    )  # fmt: skip
    names = (line.removeprefix("localhost/") for line in reply.stdout.splitlines())
    return sorted(name for name in names if not name.endswith(":<none>"))


async def _engine() -> None:
    answer = await engine()
    if isinstance(answer, str):
        raise MissingError(f"no Docker engine is ready: {answer}", hint="start Docker")


async def build(*, base_image: str | None = None) -> str:
    """Build the image and return its name; quick when nothing has changed.

    ``base_image`` (or the environment variable ``VERISYNTH_BASE_IMAGE``) names another base with
    a Python of 3.11 or later, for machines that reach no registry.

    Raises:
        MissingError: no engine answers, or the base image cannot be had.
        SandboxError: a package could not be downloaded, or the build failed.
    """
    await _engine()
    if importlib.util.find_spec("pip") is None:
        raise MissingError(
            "building the image needs pip, to fetch wheels", hint="uv pip install pip"
        )
    base = base_image or os.environ.get(BASE_VARIABLE) or BASE_IMAGE
    python = await _base_python(base)
    base_id = await _inspected(base, "{{.Id}}")
    if await _inspected(tag(), f'{{{{index .Config.Labels "{BASE_LABEL}"}}}}') == base_id:
        return tag()
    with tempfile.TemporaryDirectory(prefix="verisynth-image-") as folder:
        await _context(Path(folder), python)
        # Of the copy: the originals may be edited while the image is built.
        name = _tag(Path(folder, "sandboxes"), Path(folder, "Dockerfile"))
        await _must("docker", "build", "--network", "none", "--build-arg", f"BASE_IMAGE={base}",
                    "--label", f"{BASE_LABEL}={base_id}", "--tag", name, folder)  # fmt: skip
    return name


@dataclass(frozen=True, slots=True)
class _Python:
    machine: str
    major: int
    minor: int
    glibc: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """Wheel platforms it can install, newest first; pip wants each one named."""
        minor = int(self.glibc.split(".")[1])
        tags = [f"manylinux_2_{n}_{self.machine}" for n in range(minor, 16, -1)]
        return (*tags, f"manylinux2014_{self.machine}")


async def _base_python(base: str) -> _Python:
    reply = await docker(
        "run", "--rm", "--network", "none", "--log-driver", "none", "--entrypoint", "python3",
        base, "-c", _ASK_PYTHON, seconds=600.0,
    )  # fmt: skip
    if reply.code:
        raise MissingError(
            f"the base image {base} gives no Python: {reply.stderr.strip()[-500:]}",
            hint=f"{BASE_VARIABLE}=IMAGE {BUILD}, with an image that has Python",
        )
    machine, major, minor, glibc = json.loads(reply.stdout)
    if (major, minor) < (3, 11):
        raise MissingError(
            f"the base image {base} has Python {major}.{minor}; the sandbox needs 3.11 or later",
            hint=f"{BASE_VARIABLE}={BASE_IMAGE} {BUILD}",
        )
    return _Python(machine, major, minor, glibc)


async def _context(folder: Path, python: _Python) -> None:
    """What the Dockerfile copies: sandboxes/, and a wheelhouse with one list for each profile."""
    shutil.copyfile(shipped.dockerfile(), folder / "Dockerfile")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(shipped.sandboxes(), folder / "sandboxes", ignore=ignore)
    wheelhouse = folder / "wheelhouse"
    wheelhouse.mkdir()
    wanted = {_PIP}
    for name, lines in _requirements().items():
        if lines:
            (wheelhouse / f"{name}.txt").write_text(lines, encoding="utf-8")
            wanted.update(lines.split())
    platforms = [word for tag in python.platforms for word in ("--platform", tag)]
    await _must(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:",
                "--disable-pip-version-check", "--python-version", f"{python.major}.{python.minor}",
                "--implementation", "cp", *platforms, "--dest", str(wheelhouse),
                *sorted(wanted))  # fmt: skip


async def _must(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        output, _ = await process.communicate()
    finally:
        kill(process)
        await process.wait()
    if process.returncode:
        tail = output.decode(errors="replace").strip()[-1500:]
        raise SandboxError(f"{' '.join(command[:4])} … failed:\n{tail}")
