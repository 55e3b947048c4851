"""No text becomes code: searched for in the source, and tried on the verifier."""

from __future__ import annotations

import re
from pathlib import Path

from tests.verifiers.math_judging import in_sandbox
from verisynth.types import Outcome

FORBIDDEN = re.compile(r"(?<![\w.])(?:eval|sympify|parse_expr|parse_latex)\s*\(|\bN\(\"|lambdify")
MARK = Path("/tmp/verisynth-math-was-evaluated")


def test_nothing_in_the_package_evaluates_text(checkout: Path) -> None:
    found = []
    for folder in ("verisynth", "sandboxes"):
        for path in sorted((checkout / folder).rglob("*.py")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if FORBIDDEN.search(line):
                    found.append(f"{path.relative_to(checkout)}:{number}: {line.strip()}")
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    for line in ("x = eval(text)", "sympify (text)", "a = parse_expr(b)", "f = lambdify(x, y)"):
        assert FORBIDDEN.search(line)
    for line in ("model.eval()", "retrieval(x)", "self.evaluate(x)"):
        assert not FORBIDDEN.search(line)


def test_code_in_an_answer_is_rejected_and_not_run() -> None:
    attacks = [
        f"__import__('pathlib').Path('{MARK}').touch()",
        f"exec(\"open('{MARK}','w')\")",
        f"Function('f')(x).subs(x, open('{MARK}', 'w'))",
        f"\\text{{open('{MARK}','w')}}",
        f"; touch {MARK}",
        f"$(touch {MARK})",
    ]
    verdicts = in_sandbox([("sqrt(2)", attack) for attack in attacks])
    assert [verdict.outcome for verdict in verdicts] == [Outcome.REJECTED] * len(attacks)
    assert not MARK.exists()
