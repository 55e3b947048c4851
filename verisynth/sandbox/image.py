"""The image of level ``docker``: found by what it would be made of, built when asked.

Its tag is a digest of its inputs, so an image of other code or other packages is never taken for
this one.
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
    """For each profile, its packages at the versions installed beside verisynth."""
    lists = {}
    for path in sorted((shipped.sandboxes() / "profiles").glob("*.toml")):
        packages = profiles.load(path.stem).packages
        pins = [profiles.requirements((name,))[0] for name in sorted(packages)]
        lists[path.stem] = "".join(f"{pin.name}=={pin.version}\n" for pin in pins)
    return lists


async def find() -> str | None:
    """The image's name if the engine has it."""
    name = tag()
    reply = await docker("image", "inspect", "--format", "{{.Id}}", name)
    return name if reply.code == 0 else None


async def build(*, base_image: str | None = None) -> str:
    """Build the image and return its name; quick when nothing has changed.

    ``base_image`` (or the environment variable ``VERISYNTH_BASE_IMAGE``) names another base with
    a Python of 3.11 or later, for machines that reach no registry.

    Raises:
        MissingError: no engine answers, or the base image cannot be had.
        SandboxError: a package could not be downloaded, or the build failed.
    """
    answer = await engine()
    if isinstance(answer, str):
        raise MissingError(f"no Docker engine is ready: {answer}", hint="start Docker")
    if importlib.util.find_spec("pip") is None:
        raise MissingError(
            "building the image needs pip, to fetch wheels", hint="uv pip install pip"
        )
    base = base_image or os.environ.get(BASE_VARIABLE) or BASE_IMAGE
    python = await _base_python(base)
    with tempfile.TemporaryDirectory(prefix="verisynth-image-") as folder:
        await _context(Path(folder), python)
        # Of the copy: the originals may be edited while the image is built.
        name = _tag(Path(folder, "sandboxes"), Path(folder, "Dockerfile"))
        await _must("docker", "build", "--network", "none", "--build-arg", f"BASE_IMAGE={base}",
                    "--tag", name, folder)  # fmt: skip
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
