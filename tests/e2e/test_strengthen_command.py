"""``verisynth strengthen`` from the outside: every row comes back, and can be verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.command import verisynth

pytestmark = pytest.mark.slow

ADD = {
    "id": "add",
    "mine": [1],
    "reference": "def add(a, b):\n    return a + b\n",
    "cases": [{"args": [2, 2], "expected": 4}, {"args": [0, 5], "expected": 5}],
}
CHECK = {
    "id": "check",
    "entry_point": "most",
    "reference": "def most(xs):\n    return max(xs)\n",
    "tests": "def check(candidate):\n    assert candidate([3, 1, 2]) == 3\n"
    "    assert candidate([1]) == 1\n",
}
PROMPT = {
    "id": "prompt",
    "prompt": "def f(n):\n    '''Double it.\n    >>> f(3)\n    6\n    >>> f(10)\n    20\n    '''\n",
    "reference": "    return 2 * n\n",
}
WRONG = {**ADD, "id": "wrong", "reference": "def add(a, b):\n    return a * b\n"}


def strengthened(folder: Path, *lines: object, code: int = 0) -> list[dict[str, object]]:
    rows, out = folder / "rows.jsonl", folder / "out.jsonl"
    rows.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    done = verisynth(
        "strengthen",
        str(rows),
        "--out",
        str(out),
        "--sandbox",
        "userns",
        "--slots",
        "1",
        cwd=folder,
    )
    assert done.returncode == code, done.stderr
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_every_row_comes_back_with_what_was_found(tmp_path: Path) -> None:
    rows = strengthened(tmp_path, ADD, CHECK, PROMPT)
    assert [row["id"] for row in rows] == ["add", "check", "prompt"]
    assert rows[0]["mine"] == [1]
    assert rows[0]["cases"][:2] == ADD["cases"]  # type: ignore[index]
    for row in rows:
        assert row["strengthened"]["added"] > 0, row  # type: ignore[index]


def test_the_rows_can_be_verified_and_find_a_wrong_solution(tmp_path: Path) -> None:
    (row,) = strengthened(tmp_path, ADD)
    lines = [
        {**row, "id": "right", "solution": ADD["reference"]},
        {**row, "id": "wrong", "solution": "def add(a, b):\n    return a + b if b < 6 else 4\n"},
    ]
    path = tmp_path / "solutions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    done = verisynth("verify", str(path), "--family", "python", "--sandbox", "userns", cwd=tmp_path)
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == [
        "accepted",
        "rejected",
    ]


def test_a_row_that_cannot_be_read_or_whose_reference_fails_says_so(tmp_path: Path) -> None:
    broken, wrong = strengthened(tmp_path, "{not json", WRONG, code=2)
    assert broken["strengthened"]["line"] == 1  # type: ignore[index]
    assert "does not pass its own tests" in wrong["strengthened"]["error"]  # type: ignore[index]
    assert wrong["cases"] == WRONG["cases"]
