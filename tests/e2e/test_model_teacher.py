"""The main job with a model as teacher, behind a server that fails in every way there is."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.e2e.command import contents, verisynth
from tests.fakes import openai_server as server
from verisynth.pipeline.plan import seed_for
from verisynth.spec import load_spec

pytestmark = pytest.mark.slow

KEY = "sk-canary-0123456789abcdef"
CONFIG = """\
[teachers.fake]
kind = "openai_chat"
model = "fake-1"
base_url = "{url}"
timeout_seconds = 5
concurrency = 2
price_completion = 1000.0

[judge]
model = "judge-1"
base_url = "{judge}"
"""

TEMPLATE = """\
## problem
Write a function `add_{n}(x)` that returns x plus {n}.

## solution
```python
def add_{n}(x):
    return x + {value}
```

## tests
```python
from solution import add_{n}

def test_add():
    {check}
    assert add_{n}(0) == {n}
```
"""


def reply(n: int, *, value: int | None = None, check: str = "") -> str:
    check = check or f"assert add_{n}(5) == {n + 5}"
    return TEMPLATE.format(n=n, value=n if value is None else value, check=check)


def configured(folder: Path, url: str, judge: str = "http://127.0.0.1:9/v1") -> Path:
    (folder / "verisynth.toml").write_text(CONFIG.format(url=url, judge=judge))
    return folder


def generate(folder: Path, *arguments: str) -> tuple[int, str, dict[str, object]]:
    done = verisynth(
        "generate",
        "python-functions",
        "--teacher",
        "fake",
        "--out",
        "run",
        "--json",
        *arguments,
        cwd=folder,
        OPENAI_API_KEY=KEY,
    )
    assert "Traceback" not in done.stderr
    assert KEY not in done.stderr + done.stdout
    return done.returncode, done.stderr, json.loads(done.stdout) if done.stdout else {}


def database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder}/run/run.db?mode=ro", uri=True)


def test_every_fault_is_named_and_counted_and_ends_nothing(tmp_path: Path) -> None:
    script = [
        server.ok(reply(1)),
        server.rate_limited("0"),
        server.server_error(),
        server.half_json(),
        server.dropped(),
        server.ok(reply(2)),
        server.answer({**server.completion("x"), "choices": []}),
        server.ok(reply(3, value=4)),
        server.ok("I can't help with that request, sorry."),
        server.ok("Here is a nice poem instead of code."),
        server.ok(reply(4)[:230], finish_reason="length"),
        server.ok(reply(5, check="assert callable(add_5)").replace("assert add_5(0) == 5", "pass")),
        server.ok("x" * 2_000_000),
        server.ok(reply(6)),
        server.ok(reply(6)),
        *[server.ok(reply(n)) for n in range(7, 30)],
    ]
    with server.serve(*script) as fake:
        configured(tmp_path, fake.base_url)
        code, said, summary = generate(tmp_path, "--count", "8")
        asked = len(fake.requests)
        assert code == 0, said
        assert summary["accepted"] == 8
        again, _, _ = generate(tmp_path, "--count", "8", "--resume")
        assert again == 0
        assert len(fake.requests) == asked, "a recorded reply was asked for again"
    faults = summary["faults"]
    assert isinstance(faults, dict)
    assert {"http-429", "http-500", "bad-body", "connection", "empty"} <= set(faults), faults
    fallen = [
        json.loads(line) for line in contents(tmp_path / "run")["rejected.jsonl"].splitlines()
    ]
    reasons = {one["reason"] for one in fallen}
    assert {"reference-fails", "refusal", "truncated", "duplicate"} <= reasons, reasons
    assert reasons & {"toothless-tests", "vacuous-tests"}
    assert any("nice poem" in (one["text"] or "") for one in fallen)
    assert summary["dollars"] == pytest.approx(0.005 * asked, rel=0.5)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "run").iterdir())
    assert KEY.encode() not in stored


@pytest.mark.parametrize(
    ("answer", "says"),
    [(server.unauthorized(), "key"), (server.unknown_model(), "nope")],
)
def test_a_wrong_key_or_model_stops_at_once(
    answer: server.Answer, says: str, tmp_path: Path
) -> None:
    with server.serve(server.ok(reply(1)), answer) as fake:
        configured(tmp_path, fake.base_url)
        code, said, _ = generate(tmp_path, "--count", "8")
        assert code == 3
        assert says in said
        assert len(fake.requests) <= 8
    with database(tmp_path) as stored:
        assert stored.execute("SELECT COUNT(*) FROM responses").fetchone()[0] == 1


def test_cost_is_a_cap_and_resume_knows_what_was_spent(tmp_path: Path) -> None:
    with server.serve(*[server.ok(reply(n)) for n in range(1, 60)]) as fake:
        configured(tmp_path, fake.base_url)
        code, said, summary = generate(tmp_path, "--count", "40", "--max-cost", "0.02")
        assert code == 1
        assert "--max-cost" in said
        assert 0.02 <= float(str(summary["dollars"])) <= 0.05
        asked = len(fake.requests)
        code, _, _ = generate(tmp_path, "--count", "40", "--max-cost", "0.02", "--resume")
        assert code == 1
        assert len(fake.requests) == asked


def tickets(folder: Path, count: int, *judge_answers: server.Answer) -> tuple[int, list[str]]:
    """Generate judged examples whose labels are right; the judge answers by its script."""
    spec = load_spec("support-intents")
    labels = [
        dict(seed_for(spec, run_seed=0, index=index).cell)["intent"] for index in range(count)
    ]
    written = [
        server.ok(
            f"## ticket\nHello, number {n} of my order went wrong, help.\n\n## label\n{one}\n"
        )
        for n, one in enumerate(labels)
    ]
    with server.serve(*written) as teacher, server.serve(*judge_answers) as judge:
        configured(folder, teacher.base_url, judge.base_url)
        text = (folder / "verisynth.toml").read_text()
        (folder / "verisynth.toml").write_text(text.replace("concurrency = 2", "concurrency = 1"))
        done = verisynth(
            "generate",
            "support-intents",
            "--teacher",
            "fake",
            "--count",
            str(count),
            "--max-candidates",
            str(count),
            "--out",
            "run",
            "--resume",
            cwd=folder,
        )
    assert "Traceback" not in done.stderr
    with database(folder) as stored:
        rows = stored.execute("SELECT outcome || ' ' || reason FROM verdicts ORDER BY idx")
        return done.returncode, [row[0].strip() for row in rows]


def scores(value: int) -> server.Answer:
    judge = load_spec("support-intents").judge
    assert judge is not None
    given = {name: {"score": value, "reason": "because"} for name in judge.rubric}
    return server.ok(json.dumps(given))


def test_a_judged_spec_accepts_by_scores(tmp_path: Path) -> None:
    assert tickets(tmp_path, 2, scores(5)) == (0, ["accepted", "accepted"])
    train = (tmp_path / "run" / "train.jsonl").read_text() + (
        tmp_path / "run" / "val.jsonl"
    ).read_text()
    assert train.count("number") == 2


def test_a_low_score_is_a_rejection(tmp_path: Path) -> None:
    assert tickets(tmp_path, 1, scores(1)) == (1, ["rejected low-score"])


def test_garbage_from_a_judge_is_an_error_and_never_a_zero(tmp_path: Path) -> None:
    assert tickets(tmp_path, 1, server.ok("Nice one! 10/10")) == (1, ["error judge-unreadable"])
    assert contents(tmp_path / "run")["rejected.jsonl"] == b""
    # What is owed is asked for again, and counts once it can be read.
    assert tickets(tmp_path, 1, scores(5)) == (0, ["accepted"])


def test_a_judge_that_is_gone_is_an_error(tmp_path: Path) -> None:
    code, outcomes = tickets(tmp_path, 1, server.error(400, "context length exceeded"))
    assert (code, outcomes) == (1, ["error judge-failed"])


def test_teachers_mix_by_weight_and_resume_to_the_same_bytes(tmp_path: Path) -> None:
    with server.serve(*[server.ok(reply(n)) for n in range(1, 60)]) as fake:
        configured(tmp_path, fake.base_url)
        command = ("python-functions", "--teacher", "fake=1,procedural=2", "--count", "9")
        done = verisynth("generate", *command, "--out", "run", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        before = contents(tmp_path / "run")
        again = verisynth("generate", *command, "--out", "run", "--resume", cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        by_folder = verisynth("generate", "--out", "run", "--resume", cwd=tmp_path)
        assert by_folder.returncode == 0, by_folder.stderr
    lines = (before["train.jsonl"] + before["val.jsonl"]).splitlines()
    teachers = [json.loads(line)["provenance"]["teacher"] for line in lines]
    assert set(teachers) == {"fake", "procedural"}
    assert contents(tmp_path / "run") == before
