"""The yardsticks that live in small processes of their own: fork and exit, and exec in a fork.

Run as ``python sandbox_floors.py KIND``; for each line with a count on stdin it prints that many
times in nanoseconds. A process of its own, because a fork copies the page tables of whoever forks:
inside the benchmark itself the floor would look higher, and everything else better.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable

SOURCE = "def add(a, b):\n    return a + b\n"
TESTS = "assert add(2, 3) == 5\n"


def prime() -> None:
    """What a fork server does once: later children find the compiler and json ready."""
    compile(SOURCE + TESTS, "<prime>", "exec")
    json.loads(json.dumps([1, 2.5, None]))


def fork_and_exit() -> None:
    """The floor: nothing can be quicker that gives every job a process."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def fork_and_exec() -> None:
    """The tiny test in a fork, with no isolation at all."""
    pid = os.fork()
    if pid == 0:
        exec(compile(SOURCE + TESTS, "<test>", "exec"), {})
        os._exit(0)
    os.waitpid(pid, 0)


def human_eval_style() -> None:
    """As the well-known harness does: a manager's list, a child, a temporary folder, exec.

    Its parts are the same (a manager process, a child with captured output in a folder of its
    own, a timeout); its code is not used. It isolates from nothing.
    """
    with multiprocessing.Manager() as manager:
        result = manager.list()
        child = multiprocessing.Process(target=_execute, args=(result,))
        child.start()
        child.join(timeout=4)
        if list(result) != ["passed"]:
            raise RuntimeError(f"the job did not pass: {list(result)}")


def _execute(result) -> None:  # type: ignore[no-untyped-def]
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        exec(SOURCE + TESTS, {})
        result.append("passed")


KINDS: dict[str, Callable[[], None]] = {
    "fork": fork_and_exit,
    "exec": fork_and_exec,
    "human-eval": human_eval_style,
}


def main() -> None:
    once = KINDS[sys.argv[1]]
    prime()
    if sys.argv[1] == "human-eval":
        multiprocessing.set_start_method("fork")
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            started = time.perf_counter_ns()
            once()
            times.append(time.perf_counter_ns() - started)
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
