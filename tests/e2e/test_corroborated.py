"""The main job with independent authors, behind a server: counted, resumed, never paid twice."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import contents, interrupted, verisynth
from tests.fakes import openai_server as server

pytestmark = pytest.mark.slow

CONFIG = """\
[teachers.fake]
kind = "openai_chat"
model = "fake-1"
base_url = "{url}"
timeout_seconds = 20
concurrency = 4
price_completion = 1000.0

[teachers.solver]
kind = "openai_chat"
model = "solver-1"
base_url = "{url}"
timeout_seconds = 20
concurrency = 4
price_completion = 1000.0
"""

PROBLEM = """\
## problem
Write a function `add_{n}(x)` that returns x plus {n}.

## solution
```python
def add_{n}(x):
    return x + {n}
```

## tests
```python
from solution import add_{n}

def test_add():
    assert add_{n}(5) == 5 + {n}

def test_zero():
    assert add_{n}(0) == {n}

def test_minus():
    assert add_{n}(-7) == {n} - 7
```
"""

ANSWER = """\
## solution
```python
def {name}(x):
    # {remark}
    return {value}
```
"""

TESTS = """\
## tests
```python
from solution import {name}

def test_large():  # {remark}
    assert {name}(10**6) == 10**6 + {n}

def test_wrong():
    assert {name}(1) == 1
```
"""


def answers(body: dict[str, Any]) -> server.Answer:
    """A teacher and independent authors, each reply a function of its request alone."""
    seed, text = body["seed"], body["messages"][-1]["content"]
    found = re.search(r"`add_(\d+)\(x\)`", text)
    if found is None:
        return server.ok(PROBLEM.format(n=1 + seed % 9999))
    n = int(found[1])
    if "Write tests" in text:
        return server.ok(TESTS.format(name=f"add_{n}", n=n, remark=seed))
    value, name = f"x + {n}", f"add_{n}"
    if n % 6 == 0:  # everybody reads it otherwise
        value = f"x - {n}"
    elif n % 6 == 1:  # nobody finds the name
        name = "add"
    elif n % 6 == 2:  # a hard one: everybody errs in a way of their own
        value = f"x + {n} + {seed}"
    elif n % 6 == 3:
        return server.ok("Certainly! Here is a poem about addition instead of any code.")
    return server.ok(ANSWER.format(name=name, value=value, remark=seed))


def prepared(folder: Path, url: str, checkout: Path, **settings: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "verisynth.toml").write_text(CONFIG.format(url=url))
    shown = "\n".join(f"{key} = {json.dumps(value)}" for key, value in settings.items())
    spec = (checkout / "task_specs" / "python-functions.toml").read_text()
    (folder / "python-functions.toml").write_text(f"{spec}\n[corroborate]\n{shown}\n")
    return folder


COMMAND = ("generate", "./python-functions.toml", "--teacher", "fake", "--count", "6")


def records(folder: Path) -> list[dict[str, Any]]:
    files = contents(folder)
    lines = (files["train.jsonl"] + files["val.jsonl"]).splitlines()
    return [json.loads(line) for line in lines]


def test_records_carry_who_agreed_and_the_summary_says_it(tmp_path: Path, checkout: Path) -> None:
    with server.serve(by=answers) as fake:
        prepared(tmp_path, fake.base_url, checkout, solutions=3, tests=1, teacher="solver")
        done = verisynth(*COMMAND, "--out", "run", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    (spec,) = summary["specs"]
    assert set(spec["invalid"]) <= {"reference-disagrees", "ambiguous-prompt"}
    assert spec["invalid"]
    found = Counter()
    for record in records(tmp_path / "run"):
        verdict = record["verdict"]
        counted = verdict["corroboration"]
        found[verdict["evidence"], counted["finding"]] += 1
        if counted["finding"] == "corroborated":
            assert (counted["independents"], counted["pass_rate"]) == (3, 1.0)
            assert counted["solvers"] == ["solver"]
            assert (counted["tests_confirmed"], counted["tests_wrong"]) == (1, 1)
            assert counted["own_checks"] == {f"solve-{n}": "111" for n in range(3)}
    assert set(found) <= {("corroborated", "corroborated"), ("audited", "undecided")}
    assert found["corroborated", "corroborated"] == spec["corroboration"]["corroborated"] > 0
    assert "problems corroborated" in done.stderr
    assert "problems corroborated" in (tmp_path / "run" / "report.md").read_text()
    assert fake.most_under_way <= 8, "two models, four requests each"
    models = Counter(one.body["model"] for one in fake.requests)
    assert models["solver-1"] >= 4 * found.total()
    assert summary["dollars"] == pytest.approx(0.005 * len(fake.requests))


def test_killed_and_resumed_it_gives_the_same_bytes_and_pays_once(
    tmp_path: Path, checkout: Path
) -> None:
    with server.serve(by=answers) as fake:
        whole = prepared(tmp_path / "whole", fake.base_url, checkout, solutions=3, tests=1)
        done = verisynth(*COMMAND, "--out", "run", cwd=whole)
        assert done.returncode == 0, done.stderr
    with server.serve(by=answers) as fake:
        killed = prepared(tmp_path / "killed", fake.base_url, checkout, solutions=3, tests=1)
        for lines in (1, 4):
            interrupted(
                *COMMAND, "--out", "run", "--resume",
                cwd=killed, number=signal.SIGKILL, when=killed / "run", lines=lines,
            )  # fmt: skip
        answered = _answered(killed)
        before = len(fake.requests)
        done = verisynth(*COMMAND, "--out", "run", "--resume", cwd=killed)
        assert done.returncode == 0, done.stderr
        again = {
            json.dumps(one.body["messages"]) + str(one.body["seed"])
            for one in fake.requests[before:]
        }
    assert answered, "it was killed before anything was answered"
    assert not answered & again, "a reply that was paid for was asked for again"
    assert contents(killed / "run") == contents(whole / "run")


def _answered(folder: Path) -> set[str]:
    """Every request whose reply is stored, as the server saw it."""
    with sqlite3.connect(f"file:{folder}/run/run.db?mode=ro", uri=True) as stored:
        sql = "SELECT q.request FROM requests q JOIN responses ON responses.request = q.id"
        requests = [json.loads(row[0]) for row in stored.execute(sql)]
    return {
        json.dumps([{"role": role, "content": text} for role, text in one["messages"]])
        + str(one["seed"])
        for one in requests
    }


def test_garbage_from_every_author_keeps_the_examples_and_says_nothing_for_them(
    tmp_path: Path, checkout: Path
) -> None:
    def garbage(body: dict[str, Any]) -> server.Answer:
        if "`add_" not in body["messages"][-1]["content"]:
            return answers(body)
        texts = ("", "}{" * 40_000, "```python\nimport os\nos._exit(0)\n```", "\x00", "def f(:")
        return server.ok(texts[body["seed"] % len(texts)])

    with server.serve(by=garbage) as fake:
        prepared(tmp_path, fake.base_url, checkout, solutions=4, tests=2)
        done = verisynth(*COMMAND[:-1], "3", "--out", "run", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for record in records(tmp_path / "run"):
        assert record["verdict"]["evidence"] == "audited"
        assert record["verdict"]["corroboration"]["agreeing"] == 0


def test_a_model_is_needed_and_said(tmp_path: Path, checkout: Path) -> None:
    prepared(tmp_path, "http://127.0.0.1:9/v1", checkout, solutions=4)
    done = verisynth("generate", "./python-functions.toml", "--out", "run", cwd=tmp_path)
    assert done.returncode == 3
    assert "corroborate.teacher" in done.stderr
    assert not (tmp_path / "run").exists()


def test_offline_problems_are_corroborated_by_a_model(tmp_path: Path, checkout: Path) -> None:
    def one_wrong_number(body: dict[str, Any]) -> server.Answer:
        return server.ok(f"```python\ndef answer():\n    return {body['seed']}\n```")

    with server.serve(by=one_wrong_number) as fake:
        (tmp_path / "verisynth.toml").write_text(CONFIG.format(url=fake.base_url))
        spec = (checkout / "task_specs" / "arithmetic.toml").read_text()
        (tmp_path / "arithmetic.toml").write_text(
            f'{spec}\n[corroborate]\nsolutions = 2\nteacher = "solver"\n'
        )
        done = verisynth("generate", "./arithmetic.toml", "--count", "2", "--out", "run",
                         cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    for record in records(tmp_path / "run"):
        counted = record["verdict"]["corroboration"]
        assert (counted["finding"], counted["independents"]) == ("undecided", 2)
        assert record["provenance"]["teacher"] == "procedural"


PENS = """\
## problem
A box holds {n} pens, and a school buys 17 boxes. How many pens are that?

## program
```python
def answer(pens={n}, boxes=17):
    return pens {operator} boxes
```

## solution
{steps}
Answer: {answer}
"""


def pens(body: dict[str, Any]) -> server.Answer:
    """One author errs twice alike, one writes a wrong step, the others are right."""
    seed, text = body["seed"], body["messages"][-1]["content"]
    found = re.search(r"holds (\d+) pens", text)
    if found:
        loop = "total = 0\n    for _ in range(boxes):\n        total += pens\n    return total"
        source = f"def answer(boxes=17, pens={found[1]}):\n    # {seed}\n    {loop}"
        return server.ok(f"## program\n```python\n{source}\n```")
    n = 20 + seed % 999
    right = {"n": n, "operator": "*", "answer": 17 * n}
    if n % 3 == 0:
        wrong = {"n": n, "operator": "+", "answer": 17 + n}
        return server.ok(PENS.format(**wrong, steps=f"17 + {n} = {17 + n} pens."))
    steps = f"17 × {n} = {17 * n} pens." if n % 3 == 1 else f"17 × {n} = {17 * n + 1} pens."
    return server.ok(PENS.format(**right, steps=steps))


def test_word_problems_of_a_model_need_programs_that_agree(tmp_path: Path) -> None:
    with server.serve(by=pens) as fake:
        (tmp_path / "verisynth.toml").write_text(CONFIG.format(url=fake.base_url))
        done = verisynth("generate", "word-problems", "--teacher", "fake", "--count", "4",
                         "--out", "run", "--json", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (spec,) = json.loads(done.stdout)["specs"]
    assert set(spec["invalid"]) <= {"reference-disagrees"}
    assert set(spec["rejected"]) <= {"wrong-step", "duplicate"}
    assert spec["invalid"]
    assert spec["rejected"]["wrong-step"]
    for record in records(tmp_path / "run"):
        verdict = record["verdict"]
        assert verdict["evidence"] == "corroborated"
        assert verdict["corroboration"]["agreeing"] == 3
        assert set(verdict["corroboration"]["own_checks"].values()) == {"11"}
        assert verdict["steps_right"] == 1
        assert verdict["mutants_killed"] >= 20


def test_offline_word_problems_need_nobody(tmp_path: Path) -> None:
    done = verisynth("generate", "word-problems", "--count", "5", "--out", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "corroborated" not in done.stderr
    for record in records(tmp_path / "run"):
        assert "corroboration" not in record["verdict"]
        assert record["verdict"]["evidence"] == "audited"
        assert record["verdict"]["mutation_score"] >= 0.9
