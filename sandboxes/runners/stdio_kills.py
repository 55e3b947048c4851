"""Runs a program and variants of it on the same standard inputs, many in one job.

Far cheaper than a process for each input: a child runs one program on all of them, and variants
that leave nothing behind follow each other in it. So nothing here is a verdict. It says what they
print where the reference, first and last, prints what it should.
"""

import os
import sys

from sandboxes import variants
from sandboxes.program import NotLoaded, compiled
from sandboxes.runners import stdio

RENEWED = ("sys", "input", "open")
"""Names by which a program reaches what the next run has anew."""


def main(payload, channel):
    """The outcomes of the reference, the variants and the reference again.

    An empty list, where one run might disturb the next, by a thread say. ``payload`` is that of
    :func:`variants.compared` with ``inputs`` and ``output_bytes``. An outcome is what
    ``runners/stdio`` answers.
    """
    if not variants.is_self_contained(payload["reference"], renewed=RENEWED):
        return {"outcomes": []}
    home = os.getcwd()
    stdio.allow_files(payload["output_bytes"])
    return variants.compared(
        lambda source: _outcome(source, payload, home),
        payload,
        together=True,
    )


def _outcome(source, payload, home):
    try:
        code = compiled(source, "main.py")
    except NotLoaded as problem:
        return {"failed": [problem.reason, str(problem)]}
    return {"runs": [_run(code, text, payload["output_bytes"], home) for text in payload["inputs"]]}


def _run(code, text, cap, home):
    streams, depth = stdio.streams_for(text, home), sys.getrecursionlimit()
    try:
        for descriptor, stream in enumerate(streams):
            os.dup2(stream, descriptor)
        # What a stream still holds when it is forgotten goes to the file of its own run.
        stdio.attach(*map(os.dup, streams), owned=True)
        exit_code = stdio.execute(code, let=variants.TimeIsUp)
        return stdio.ended(streams, cap, exit_code=exit_code, ended_by=0, cpu_seconds=0.0)
    finally:
        sys.setrecursionlimit(depth)
        for stream in streams:
            os.close(stream)
