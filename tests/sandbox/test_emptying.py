"""What a job leaves in a shared folder is deleted whatever it looks like."""

import os
import stat
from pathlib import Path

import pytest

from sandboxes.folders import INNER, empty, refresh


def test_deep_locked_odd_and_linked_things_are_deleted(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    box = tmp_path / "box"
    box.mkdir()
    (box / "link").symlink_to(outside)
    (box / "loop").symlink_to("loop")
    os.mkfifo(box / "fifo")
    (box / "file").write_text("x")
    os.mkdir(bytes(box) + b"/\xff\nname")
    here = os.getcwd()
    os.chdir(box)
    try:
        for _ in range(1500):
            os.mkdir("d" * 50)
            os.chdir("d" * 50)
        Path("leaf").write_text("x")
        os.chmod(".", 0)
    finally:
        os.chdir(here)
    empty(box)
    assert os.listdir(box) == []
    assert (outside / "kept").read_text() == "kept"


def test_an_empty_folder_stays(tmp_path: Path) -> None:
    empty(tmp_path)
    assert tmp_path.is_dir()


def _link_away(box: Path) -> None:
    (box / "work").rmdir()
    (box / "work").symlink_to(box.parent / "outside")


LEFT_BEHIND = {
    "nothing": lambda box: None,
    "files": lambda box: (box / "work" / "solution.py").write_text("x = 1"),
    "a folder": lambda box: (box / "work" / "inner").mkdir(),
    "something else beside": lambda box: (box / "more").write_text("x"),
    "files in another": lambda box: (box / "shm" / "segment").write_text("x"),
    "a link in its place": _link_away,
    "a locked one": lambda box: (box / "work").chmod(0),
    "an open one": lambda box: (box / "tmp").chmod(0o777),
    "one too few": lambda box: (box / "shm").rmdir(),
    "everything locked": lambda box: box.chmod(0),
}


@pytest.mark.parametrize("left", LEFT_BEHIND)
def test_a_job_gets_fresh_folders_whatever_the_one_before_left(left, tmp_path: Path) -> None:
    outside, box = tmp_path / "outside", tmp_path / "box"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    box.mkdir()
    refresh(box)
    LEFT_BEHIND[left](box)
    refresh(box)
    assert sorted(os.listdir(box)) == sorted(INNER)
    for name in INNER:
        status = (box / name).lstat()
        assert stat.S_ISDIR(status.st_mode)
        assert stat.S_IMODE(status.st_mode) == stat.S_IRWXU
        assert os.listdir(box / name) == []
    assert stat.S_IMODE(box.stat().st_mode) == stat.S_IRWXU
    assert (outside / "kept").read_text() == "kept"
