"""People's own rows, judged by the command: every family, every exit code, no line lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import environment, verisynth
from verisynth.types import Json

pytestmark = pytest.mark.slow

TESTS = (
    "from solution import inc\n\ndef test_inc():\n    assert inc(1) == 2\n    assert inc(-1) == 0\n"
)
CHECK = "METADATA = {}\n\n\ndef check(candidate):\n    assert candidate(5) == 6 == inc(5)\n"
"""As HumanEval states tests."""
RIGHT = "def inc(x):\n    return x + 1\n"
WRONG = "def inc(x):\n    return 2\n"
SCHEMA = "CREATE TABLE t (name TEXT, n INTEGER)"
SETUP = "INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3), ('c', 3)"

ROWS: dict[str, list[tuple[dict[str, Json], str, str]]] = {
    "python": [
        ({"solution": "def pair(x):\n    return (x, {x})\n",
          "cases": [{"args": [1], "expected": "(1, {1})"}]}, "accepted", ""),
        ({"solution": "def five():\n    return 5\n", "cases": [{"args": [], "expected": "5"}]},
         "rejected", "wrong-answer"),
        ({"solution": "def five():\n    return '(5, 6)'\n",
          "cases": [{"args": [], "expected": "(5, 6)"}]}, "accepted", ""),
        ({"solution": RIGHT, "tests": TESTS}, "accepted", ""),
        ({"solution": WRONG, "tests": TESTS}, "rejected", "wrong-answer"),
        ({"prompt": "def inc(x):\n    'Add one.'\n", "solution": "    return x + 1\n",
          "tests": TESTS}, "accepted", ""),
        ({"prompt": "Write inc.", "solution": RIGHT, "tests": TESTS}, "accepted", ""),
        ({"solution": RIGHT, "cases": [{"args": [1], "expected": 2}]}, "accepted", ""),
        (
            {"solution": "def f(a, *, b):\n    return {a: b}\n", "entry_point": "f",
             "cases": [{"args": "((1, 2),)", "kwargs": {"b": "x"}, "expected": "{(1, 2): 'x'}"}]},
            "accepted", "",
        ),
        (
            {"solution": WRONG, "entry_point": "inc", "assertions": ["assert inc(1) == 2",
                                                                     "assert inc(5) == 6"]},
            "rejected", "wrong-answer",
        ),
        ({"solution": "def inc(x:\n", "entry_point": "inc",
          "cases": [{"args": [1], "expected": 2}]}, "rejected", "syntax-error"),
        ({"solution": "while True:\n    pass\n", "tests": TESTS}, "rejected", "time-limit"),
        ({"solution": RIGHT, "tests": "def test_nothing():\n    assert True\n"},
         "invalid", "vacuous-tests"),
        ({"solution": RIGHT, "entry_point": "inc", "tests": CHECK}, "accepted", ""),
        ({"solution": RIGHT, "tests": CHECK}, "accepted", ""),
        ({"solution": WRONG, "entry_point": "inc", "tests": CHECK}, "rejected", "wrong-answer"),
        ({"solution": RIGHT}, "error", "unreadable-line"),
    ],
    "stdio": [
        ({"solution": "print(int(input()) + 1)", "cases": [{"input": "1\n", "output": "2\n"}]},
         "accepted", ""),
        ({"solution": "print(2)", "cases": [{"input": "1\n", "output": "2"},
                                            {"input": "5\n", "output": "6"}]},
         "rejected", "wrong-output"),
    ],
    "sql": [
        ({"schema": SCHEMA, "setup": SETUP, "gold": "SELECT name FROM t WHERE n > 1",
          "query": "SELECT name FROM t WHERE n >= 2"}, "accepted", ""),
        ({"schema": SCHEMA, "setup": SETUP, "gold": "SELECT name FROM t WHERE n > 1",
          "query": "SELECT DISTINCT name FROM t WHERE n >= 2"}, "rejected", "wrong-rows"),
        ({"schema": SCHEMA, "setup": SETUP, "gold": "SELECT name FROM t WHERE n > 1",
          "query": "SELECT nome FROM t"}, "rejected", "query-fails"),
        ({"schema": SCHEMA, "setup": SETUP, "dialect": "duckdb",
          "gold": "SELECT sum(n) FROM t", "query": "SELECT sum(n) AS total FROM t"},
         "accepted", ""),
    ],
    "regex": [
        ({"pattern": "a+b", "matches": ["ab", "aab"], "rejects": ["b", "abc"]}, "accepted", ""),
        ({"pattern": "a+", "matches": ["xaby"], "rejects": ["b"], "mode": "search"},
         "accepted", ""),
        ({"pattern": "(a+)+$", "matches": ["aaa"], "rejects": ["a" * 40 + "!"]},
         "rejected", "time-limit"),
        ({"pattern": "(", "matches": ["a"], "rejects": ["b"]}, "rejected", "bad-pattern"),
    ],
    "math": [
        ({"gold": "1/2", "answer": "We halve it. \\boxed{0.5}"}, "accepted", ""),
        ({"gold": "60", "answer": "60%"}, "rejected", "wrong-answer"),
        ({"gold": "sqrt(8)", "answer": "2\\sqrt{2}"}, "accepted", ""),
        ({"gold": "4", "answer": "__import__('os').system('touch hacked')"}, "rejected", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("sandbox", ["userns", pytest.param("docker", marks=pytest.mark.docker)])
@pytest.mark.parametrize("family", sorted(ROWS))
def test_each_family_judges_rows_in_order(family: str, sandbox: str, tmp_path: Path) -> None:
    rows = [{"id": f"r{n}", "mine": n, **row} for n, (row, _, _) in enumerate(ROWS[family])]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = verisynth(
        "verify", "rows.jsonl", "--family", family, "--out", "out.jsonl", "--cpu-seconds", "1",
        "--sandbox", sandbox, cwd=tmp_path,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    assert [line["mine"] for line in lines] == list(range(len(rows)))
    for line, (row, outcome, reason) in zip(lines, ROWS[family], strict=True):
        assert line["outcome"] == outcome, (row, line)
        assert line["reason"] == reason or not reason, (row, line)
        assert isinstance(line["checks"], dict)
        assert not row.keys() & line.keys()
    assert done.returncode == (2 if family == "python" else 0), done.stderr
    assert not (tmp_path / "hacked").exists()


def test_unreadable_lines_are_listed_and_the_rest_is_judged(tmp_path: Path) -> None:
    good = '{"id": 1, "gold": "7", "answer": "7"}'
    (tmp_path / "rows.jsonl").write_text(f"{good}\n{{broken\n{good}\n[1]\n")
    done = verisynth("verify", "rows.jsonl", "--family", "math", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["outcome"] for line in lines] == ["accepted", "error", "accepted", "error"]
    assert "line 2:" in done.stderr
    assert "line 4:" in done.stderr
    assert done.returncode == 2


def test_a_database_file_is_read_and_never_written(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.executescript(f"{SCHEMA}; {SETUP};")
    connection.close()
    before = (tmp_path / "shop.db").read_bytes()
    rows = [
        {"id": 1, "database": str(tmp_path / "shop.db"), "gold": "SELECT max(n) FROM t",
         "query": "SELECT n FROM t ORDER BY n DESC LIMIT 1"},
        {"id": 2, "database": str(tmp_path / "shop.db"), "gold": "SELECT max(n) FROM t",
         "query": "DELETE FROM t"},
    ]  # fmt: skip
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = verisynth("verify", "rows.jsonl", "--family", "sql", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["outcome"] for line in lines] == ["accepted", "rejected"]
    assert (tmp_path / "shop.db").read_bytes() == before


def test_standard_input_is_a_file_too_and_json_needs_out(tmp_path: Path) -> None:
    done = verisynth("verify", "-", "--family", "math", "--json", cwd=tmp_path)
    assert (done.returncode, "--out" in done.stderr) == (2, True)


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    row = '{"id": 1, "gold": "7", "answer": "7"}\n'
    (tmp_path / "rows.jsonl").write_text(row * 20_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "verisynth", "verify", "rows.jsonl", "--family", "math"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stderr:
        assert "accepted" in process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=30)
    assert "Traceback" not in said
    assert "error" not in said
