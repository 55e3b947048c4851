"""Levels: what was asked for or an error that says what to do, never another level in silence."""

import asyncio
from pathlib import Path

import pytest

from verisynth.errors import MissingError, UsageError
from verisynth.sandbox import doctor, image, open_sandbox, opening, profiles
from verisynth.sandbox.docker import Docker, Engine
from verisynth.types import Limits, Program


def level_of(name: str, **options: object) -> str:
    async def go() -> str:
        async with open_sandbox(name, slots=1, **options) as sandbox:  # type: ignore[arg-type]
            return sandbox.level

    return asyncio.run(go())


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")


def test_docker_without_an_engine_is_an_error_not_another_level(no_engine) -> None:
    with pytest.raises(MissingError, match="no Docker engine is ready") as caught:
        level_of("docker")
    assert caught.value.hint


def test_auto_without_an_engine_takes_namespaces_and_says_so(no_engine) -> None:
    lines: list[str] = []
    assert level_of("auto", tell=lines.append) == "userns"
    assert lines == [
        "note     no Docker engine is ready, so programs run at level userns; "
        "verisynth doctor says more"
    ]


def test_a_missing_docker_command_is_told(no_engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingError, match="not installed"):
        level_of("docker")


def test_bare_is_refused_unless_allowed() -> None:
    with pytest.raises(UsageError, match="isolates from nothing"):
        level_of("bare")
    assert level_of("bare", allow_unsafe=True) == "bare"


def test_an_unknown_level_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match='Did you mean "userns"'):
        level_of("useerns")


def test_a_switched_off_kernel_feature_is_named(tmp_path, monkeypatch) -> None:
    switch = tmp_path / "switch"
    switch.write_text("0\n")
    monkeypatch.setattr(opening, "_SWITCHES", ((str(switch), "0", "sysctl -w x=1"),))
    why, fix = opening.explain_start("userns", "unshare: Operation not permitted")
    assert "forbids user namespaces" in why
    assert "sudo sysctl -w x=1" in fix


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UsageError, match='Did you mean "math"'):
        profiles.load("maths")


def test_a_profile_brings_what_its_packages_require() -> None:
    names = {path.name for path in profiles.files(("pytest",))}
    assert {"pytest", "_pytest", "pluggy", "iniconfig", "packaging"} <= names
    assert "sympy" not in names


def test_the_image_is_named_by_what_it_is_made_of(tmp_path) -> None:
    folder, dockerfile = tmp_path / "sandboxes", tmp_path / "Dockerfile"
    folder.mkdir()
    dockerfile.write_text("FROM x")
    (folder / "worker.py").write_text("1")
    first = image._tag(folder, dockerfile)
    assert first == image._tag(folder, dockerfile)
    (folder / "worker.py").write_text("2")
    assert first != image._tag(folder, dockerfile)


def test_a_container_gets_no_variable_of_the_host_and_every_wall(monkeypatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    launch = Docker("image").launch(
        Program(runner="selftest", payload=1), Limits(), Path("/folder")
    )
    assert "sk-secret" not in repr(launch)
    command = " ".join(launch.command)
    for wall in ("--network none", "--read-only", "--cap-drop ALL", "--ipc none", "--pids-limit",
                 "--memory-swap", "no-new-privileges", "--log-driver none"):  # fmt: skip
        assert wall in command


@pytest.mark.slow
def test_the_doctor_shows_that_its_probes_can_fail() -> None:
    reports = {report.level: report for report in asyncio.run(doctor.examine())}
    assert [probe.attempt for probe in reports["bare"].evidence if probe.contained] == []
    assert not reports["bare"].default
    assert reports["userns"].available, reports["userns"].why_not
    assert all(probe.contained for probe in reports["userns"].evidence)
    assert sum(report.default for report in reports.values()) == 1


def fake_docker(tmp_path, monkeypatch: pytest.MonkeyPatch, info: str, *, code: int = 0) -> None:
    """A docker command that answers every call alike."""
    command = tmp_path / "docker"
    command.write_text(f"#!/bin/sh\ncat <<'END'\n{info}\nEND\nexit {code}\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_an_engine_that_cannot_limit_memory_is_refused(tmp_path, monkeypatch) -> None:
    fake_docker(tmp_path, monkeypatch, '{"ServerVersion": "28", "MemoryLimit": false}')
    with pytest.raises(MissingError, match="cannot set MemoryLimit"):
        level_of("docker")


def test_a_stale_image_is_told_from_a_missing_one(tmp_path, monkeypatch) -> None:
    fake_docker(tmp_path, monkeypatch, "verisynth-sandbox:0123456789abcdef")
    assert "of other code or packages" in asyncio.run(image.lack())
    fake_docker(tmp_path, monkeypatch, "verisynth-sandbox:<none>")
    assert asyncio.run(image.lack()) == "Docker has no sandbox image"


def test_a_broken_image_is_missing_not_a_verdict(tmp_path, monkeypatch) -> None:
    """Everything answers, but the container is no worker."""
    fake_docker(tmp_path, monkeypatch, '{"ServerVersion": "28"}')
    with pytest.raises(MissingError, match="the level docker does not start"):
        level_of("docker")


def test_a_base_image_with_an_old_python_is_refused(tmp_path, monkeypatch) -> None:
    # One answer serves as the engine's description and as the image's Python: a list has neither
    # of the keys asked for, so the engine must be taken as given.
    async def engine_answers() -> Engine:
        return Engine("28", rootless=False)

    monkeypatch.setattr(image, "engine", engine_answers)
    fake_docker(tmp_path, monkeypatch, '["x86_64", 3, 9, "2.36"]')
    with pytest.raises(MissingError, match=r"has Python 3\.9"):
        asyncio.run(image.build(base_image="old"))


def test_a_base_image_without_python_is_refused(tmp_path, monkeypatch) -> None:
    async def engine_answers() -> Engine:
        return Engine("28", rootless=False)

    monkeypatch.setattr(image, "engine", engine_answers)
    fake_docker(tmp_path, monkeypatch, "", code=125)
    with pytest.raises(MissingError, match="gives no Python") as caught:
        asyncio.run(image.build(base_image="nothing"))
    assert "VERISYNTH_BASE_IMAGE" in caught.value.hint


def test_the_image_has_the_profiles_of_extras_only_where_they_are_installed(monkeypatch) -> None:
    assert {"python-sci", "tests-sci", "math"} <= set(image.profile_names())
    with_extra = image.tag()
    monkeypatch.setattr(profiles, "installed", lambda profile: "numpy" not in profile.packages)
    assert {"python", "math"} <= set(image.profile_names())
    assert not {"python-sci", "tests-sci"} & set(image.profile_names())
    assert image.tag() != with_extra
