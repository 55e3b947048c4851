"""Other ways to judge Python solutions, for ``python_verdicts.py``: one process a style.

Reads rows from standard input, one JSON object a line, and prints how many were accepted. Needs
nothing of verisynth, so that it also runs in an interpreter that has evalplus.
"""

import ast
import contextlib
import json
import multiprocessing
import sys
from typing import Any


def _execute(program: str, result: Any) -> None:
    with open("/dev/null", "w") as nowhere, contextlib.redirect_stdout(nowhere):
        try:
            exec(program, {})
            result.append("passed")
        except BaseException:
            result.append("failed")


def like_human_eval(row: dict[str, Any]) -> bool:
    """A manager's list, a forked process, ``exec`` of solution and asserts together."""
    with multiprocessing.Manager() as manager:
        result = manager.list()
        process = multiprocessing.Process(target=_execute, args=(row["program"], result))
        process.start()
        process.join(timeout=10)
        return list(result) == ["passed"]


def with_evalplus(row: dict[str, Any]) -> bool:
    """Its own check of one solution on given inputs, the reference's time assumed instant."""
    from evalplus.eval import (  # type: ignore[import-not-found]
        PASS,
        untrusted_check,
    )

    inputs = [list(ast.literal_eval(case["args"])) for case in row["cases"]]
    expected = [ast.literal_eval(case["expected"]) for case in row["cases"]]
    status, _ = untrusted_check(
        "humaneval",
        row["solution"],
        inputs,
        row["entry_point"],
        expected=expected,
        atol=0,
        ref_time=[0.1] * len(inputs),
        fast_check=True,
    )
    return bool(status == PASS)


STYLES = {"exec": like_human_eval, "evalplus": with_evalplus}

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    judge = STYLES[sys.argv[1]]
    print(sum(judge(json.loads(line)) for line in sys.stdin))
