"""Runs the same checks on many variants of one program: together where they cannot disturb.

Variants that import nothing with a state of its own follow each other in one child. One that takes
the child with it is known by what the child had reported, and the others go on in the next. Any
other variants get a child each.
"""

import ast
import resource
import signal

from sandboxes import forks, lean_json

SLOW, LOST = "slow", "lost"
"""Used up its CPU time; waited for too long, or ended the process."""

STATELESS = (
    "abc array bisect collections copy dataclasses datetime enum fractions functools heapq "
    "itertools json math numbers operator pytest re solution statistics string textwrap typing"
)
"""Modules that one variant leaves for the next as it found them."""
REACHING = "__import__ breakpoint compile delattr eval exec globals input open setattr vars"
"""Names by which code reaches what is not its own."""
HARD_FACTOR = 2.0
"""A variant that catches the end of its time is ended with the child a little later."""
WALL_FACTOR = 5.0
"""By the clock a busy machine gives a child the CPU time that it may use in so many times that."""


class TimeIsUp(BaseException):
    """The CPU time of one variant."""


def is_self_contained(*sources, renewed=()):
    """Whether running the sources leaves nothing behind, as far as can be read.

    ``renewed`` are names that reach only what is there anew each time.
    """
    stateless = frozenset(STATELESS.split()).union(renewed)
    reaching = frozenset(REACHING.split()).difference(renewed)
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                modules = {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules = {(node.module or "").partition(".")[0]}
            else:
                modules = set()
            reaches = isinstance(node, ast.Name) and node.id in reaching
            if reaches or not modules <= stateless:
                return False
    return True


def compared(check, payload, *, together):
    """The outcomes of a reference, first and last, and those of its variants between.

    ``payload``: ``reference``, ``sources``, ``least_seconds`` and ``factor`` (a variant may use
    that many times the reference's CPU time, or the least), ``most_seconds`` (for the reference)
    and ``wall_seconds`` (that anything may wait without using the processor).
    """
    reference, waiting = payload["reference"], payload["wall_seconds"]
    first, seconds = cost(
        check, reference, cpu_seconds=payload["most_seconds"], wall_seconds=waiting
    )
    found = outcomes(
        check,
        [*payload["sources"], reference],
        together=together,
        cpu_seconds=max(payload["least_seconds"], payload["factor"] * seconds),
        wall_seconds=waiting,
    )
    return {"outcomes": [first, *found]}


def outcomes(check, sources, *, together, cpu_seconds, wall_seconds):
    """What ``check(source)`` gives for each source, a JSON value; or :data:`SLOW` or :data:`LOST`.

    ``together`` says whether they may share a child. ``cpu_seconds`` are for each.
    """
    found = []
    while len(found) < len(sources):
        left = sources[len(found) :]
        group = left if together else left[:1]

        def work(write, group=group):
            for source in group:
                write(_line(_guarded(check, source, cpu_seconds)))

        done = forks.run(work, wall_seconds=wall_seconds + WALL_FACTOR * len(group) * cpu_seconds)
        lines = done.data.split(b"\n")[:-1]
        found += [lean_json.loads(line) for line in lines]
        if len(lines) < len(group):
            found.append(SLOW if done.how == forks.STOPPED else LOST)
    return found


def cost(check, source, *, cpu_seconds, wall_seconds):
    """The outcome of one source, and the CPU time its check took."""

    def work(write):
        forks.allow(cpu_seconds)
        before = _used()
        value = check(source)
        write(lean_json.dumps([value, _used() - before]))

    done = forks.run(work, wall_seconds=wall_seconds)
    return lean_json.loads(done.data) if done.data else [LOST, 0.0]


def _used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _line(value):
    return lean_json.dumps(value) + b"\n"


def _guarded(check, source, cpu_seconds):
    signal.signal(signal.SIGVTALRM, _time_is_up)
    try:
        forks.allow(HARD_FACTOR * cpu_seconds)
        signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds, cpu_seconds)
        try:
            return check(source)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TimeIsUp:
        return SLOW


def _time_is_up(number, frame):
    raise TimeIsUp
