"""What a job leaves in a shared folder is deleted whatever it looks like."""

import os
from pathlib import Path

from sandboxes.folders import empty


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
