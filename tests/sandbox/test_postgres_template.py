"""The cluster that jobs copy: the image's where there is one, else the worker's."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandboxes import postgres_server, sql_rows


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    of_image, of_worker = tmp_path / "image", tmp_path / "worker"
    monkeypatch.setattr(postgres_server, "OF_IMAGE", str(of_image))
    monkeypatch.setattr(postgres_server, "OF_WORKER", str(of_worker))
    return of_image, of_worker


def test_the_image_s_cluster_is_copied_before_the_worker_s(places: tuple[Path, Path]) -> None:
    of_image, of_worker = places
    assert postgres_server.template() == ""
    (of_worker / "base").mkdir(parents=True)
    assert postgres_server.template() == str(of_worker)
    of_image.mkdir()
    assert postgres_server.template() == str(of_worker)  # what an attempt left is no cluster
    (of_image / "base").mkdir()
    assert postgres_server.template() == str(of_image)


def test_an_image_without_the_server_says_so_and_has_no_cluster(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres_server, "_FOLDERS", (str(places[0] / "nowhere"),))
    postgres_server.prepare_image()
    assert capsys.readouterr().out == "PostgreSQL: not in the base image\n"
    assert not places[0].exists()


def test_a_server_that_does_not_run_ends_the_build(
    tmp_path: Path, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("postgres", "initdb"):
        (folder / name).write_text("#!/bin/sh\necho it is broken >&2\nexit 3\n")
        (folder / name).chmod(0o755)
    tmp_path.chmod(0o755)
    monkeypatch.setattr(postgres_server, "_FOLDERS", (str(folder),))
    monkeypatch.setattr("os.getuid", lambda: 1)  # so that no id is taken
    monkeypatch.setattr("os.chown", lambda *_: None)
    with pytest.raises(sql_rows.Missing, match="initdb fails: it is broken"):
        postgres_server.prepare_image()
