"""What people install: the wheel and the sdist hold everything, and work away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from verisynth import shipped

pytestmark = pytest.mark.slow


def build(checkout: Path, out: Path, target: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)],
        cwd=checkout,
        capture_output=True,
        check=True,
    )
    return next(out.iterdir())


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(checkout, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(checkout, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("installed") / "a dir"
    venv.create(folder, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python")]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    # The dependencies are lent by the environment of the tests. Its editable verisynth is not:
    # that is a .pth file, and .pth files count only in an environment's own folder.
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def inside(path: Path) -> set[str]:
    """The files below a folder, without what Python or a build left there."""
    return {
        file.relative_to(path).as_posix()
        for file in path.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_package_and_what_it_ships(wheel: Path, checkout: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"verisynth/{name}" for name in inside(checkout / "verisynth")}
    for folder in ("task_specs", "sandboxes"):
        found = {f"verisynth/_shipped/{folder}/{name}" for name in inside(checkout / folder)}
        assert found, folder
        expected |= found
    expected.add("verisynth/_shipped/Dockerfile.sandbox")
    assert expected - names == set()
    assert {name for name in names - expected if ".dist-info/" not in name} == set()


def test_the_sdist_holds_what_building_and_testing_need(sdist: Path, checkout: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"pyproject.toml", "Makefile", "README.md", "LICENSE", "scripts/setup"}
    for folder in ("verisynth", "sandboxes", "task_specs", "tests"):
        needed |= {f"{folder}/{name}" for name in inside(checkout / folder)}
    assert needed - names == set()


def test_a_wheel_built_from_the_sdist_is_the_same(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    # Not tarfile: its safe way to extract is missing from some releases of Python 3.11.
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(source)], check=True)
    again = build(next(source.iterdir()), tmp_path / "wheel", "wheel")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_the_installed_wheel_finds_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = "from verisynth import shipped; print(shipped.task_specs()); print(shipped.dockerfile())"
    done = subprocess.run(
        [installed / "python", "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    specs, dockerfile = map(Path, done.stdout.splitlines())
    assert specs.is_relative_to(installed.parent)
    assert dockerfile.is_file()
    assert inside(specs) == inside(shipped.task_specs())


def test_the_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "verisynth", "--help"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "generate" in done.stdout
