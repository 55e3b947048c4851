"""The program that runs the documentation's blocks: it must notice what is untrue."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def readme_blocks(checkout: Path) -> ModuleType:
    place = checkout / ".ci/readme_blocks.py"
    spec = importlib.util.spec_from_file_location("readme_blocks", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["readme_blocks"] = module
    spec.loader.exec_module(module)
    return module


def faults(readme_blocks: ModuleType, folder: Path, text: str) -> list[str]:
    (folder / "page.md").write_text(text)
    return [
        readme_blocks.fault(block, folder) for block in readme_blocks.blocks(folder / "page.md")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- run -->\n```sh\ntrue\n```\n",
        "<!-- run exit=2 -->\n```console\n$ true\n$ exit 2\n```\n",
        "<!-- run output -->\n```console\n$ echo one; \\\n  echo two\none\nt...\n```\n",
        "<!-- run output exit=3 -->\n\n```console\n$ echo bad; exit 3\nbad\n```\n",
        "<!-- run -->\n```python\nassert 1 + 1 == 2\n```\n",
    ],
)
def test_true_blocks_pass(readme_blocks: ModuleType, tmp_path: Path, text: str) -> None:
    assert faults(readme_blocks, tmp_path, text) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- run -->\n```sh\nfalse\ntrue\n```\n",
        "<!-- run -->\n```console\n$ false\n$ true\n```\n",
        "<!-- run exit=2 -->\n```console\n$ true\n```\n",
        "<!-- run output -->\n```console\n$ echo one\ntwo\n```\n",
        "<!-- run -->\n```python\nassert 1 + 1 == 3\n```\n",
    ],
)
def test_untrue_blocks_are_told(readme_blocks: ModuleType, tmp_path: Path, text: str) -> None:
    assert all(faults(readme_blocks, tmp_path, text))


def test_blocks_without_a_mark_are_left_alone(readme_blocks: ModuleType, tmp_path: Path) -> None:
    assert faults(readme_blocks, tmp_path, "```sh\nfalse\n```\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "<!-- run -->\nno fence follows\n",
        "<!-- run loudly -->\n```sh\ntrue\n```\n",
        "<!-- run -->\n```json\n{}\n```\n",
    ],
)
def test_a_mark_that_cannot_be_obeyed_is_an_error(
    readme_blocks: ModuleType, tmp_path: Path, text: str
) -> None:
    with pytest.raises(SystemExit, match=r"page\.md"):
        faults(readme_blocks, tmp_path, text)
