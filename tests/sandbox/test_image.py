"""The image: built of its inputs, checked before it is used, and old ones removed unless in use."""

from __future__ import annotations

import asyncio
import io
import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import verisynth
from verisynth.errors import SandboxError
from verisynth.sandbox import image, image_check
from verisynth.sandbox.docker import Docker

pytestmark = pytest.mark.docker


def docker(*arguments: str, stdin: bytes | None = None) -> str:
    done = subprocess.run(["docker", *arguments], input=stdin, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def empty_image(name: str) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        entry = tarfile.TarInfo(secrets.token_hex(8))
        tar.addfile(entry)
    docker("import", "-", name, stdin=content.getvalue())


@pytest.fixture
def repository() -> Iterator[str]:
    """A name of our own, so that nobody else's images are touched."""
    name = f"verisynth-test-{secrets.token_hex(6)}"
    yield name
    for left in docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", name).split():
        docker("image", "rm", "--force", left)


@pytest.mark.slow
def test_pruning_removes_old_images_but_none_a_container_was_made_of(repository: str) -> None:
    keep, old, used = f"{repository}:keep", f"{repository}:old", f"{repository}:used"
    for name in (keep, old, used):
        empty_image(name)
    container = docker("create", "--network", "none", used, "/nothing")
    try:
        pruned = asyncio.run(image.prune(keep=keep, repository=repository))
        assert (pruned.removed, pruned.in_use) == ((old,), (used,))
        left = docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", repository).split()
        assert sorted(left) == [keep, used]
    finally:
        docker("rm", container)
    again = asyncio.run(image.prune(keep=keep, repository=repository))
    assert again.removed == (used,)


@pytest.mark.slow
def test_the_image_passes_its_check(tmp_path: Path) -> None:
    done = verisynth("sandbox", "check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["imports", "runs", "holds"]


@pytest.mark.slow
def test_an_image_without_the_packages_does_not_pass(
    repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check can fail: a box whose profiles have no packages is found."""
    broken = f"{repository}:broken"
    container = docker(
        "create", "--entrypoint", "python3", image.tag(), "-c",
        "import shutil; shutil.rmtree('/packages')",
    )  # fmt: skip
    try:
        docker("start", "--attach", container)
        docker("commit", container, broken)
    finally:
        docker("rm", container)

    async def launcher() -> Docker:
        return Docker(broken)

    async def checked() -> list[str]:
        return [line async for line in image_check.check()]

    monkeypatch.setattr(image_check, "docker_launcher", launcher)
    with pytest.raises(SandboxError, match="lacks what a profile needs"):
        asyncio.run(checked())
