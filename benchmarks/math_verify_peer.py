"""Runs Math-Verify on pairs from standard input, for ``verify_math.py``; needs nothing of ours.

Runs under an interpreter that has it: ``pip install 'math-verify[antlr4-13-2]'``. Usage:
python math_verify_peer.py main|thread < pairs.jsonl; one JSON line of results a pair.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time


def set_off(text: str) -> str:
    """Bare mathematics between dollar signs, where Math-Verify looks for LaTeX; prose as it is."""
    if re.search(r"\$|\\\(|\\\[|boxed|\n", text):
        return text
    without_commands = re.sub(r"\\[A-Za-z]+(?:\s*\{[^{}]*\})?", " ", text)
    return text if re.search(r"[A-Za-z]{3,}", without_commands) else f"${text}$"


def judged(pair: dict[str, str]) -> dict[str, object]:
    """Verdict and milliseconds of one pair, with Math-Verify's own defaults."""
    from math_verify import parse, verify  # type: ignore[import-not-found]

    started = time.perf_counter()
    verdict: bool | str
    try:
        verdict = bool(verify(parse(set_off(pair["gold"])), parse(set_off(pair["answer"]))))
    except Exception as error:  # whatever it raises is its answer to this pair
        verdict = f"{type(error).__name__}: {error}"[:120]
    return {"verdict": verdict, "milliseconds": (time.perf_counter() - started) * 1000}


def work(pairs: list[dict[str, str]]) -> None:
    """All pairs in order; the first, which loads its grammar, is not measured."""
    judged({"gold": "$1$", "answer": "$1$"})
    for pair in pairs:
        print(json.dumps(judged(pair)), flush=True)


def main() -> None:
    """In the main thread or in another one."""
    logging.disable(logging.CRITICAL)
    pairs = [json.loads(line) for line in sys.stdin]
    if sys.argv[1:] != ["thread"]:
        work(pairs)
        return
    thread = threading.Thread(target=work, args=(pairs,))
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()
