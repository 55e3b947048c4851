"""What becomes of a verdict when the steps of the worked text were checked, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from verisynth.pipeline.attempt import as_error
from verisynth.types import Json, Trace, Verdict
from verisynth.verifiers.trace import with_trace


def after_steps(
    verdict: Verdict,
    counted: Mapping[str, Json],
    read: Callable[[], Trace | None],
    *,
    max_wrong_steps: int | None,
) -> tuple[Verdict, Mapping[str, Json]]:
    """The verdict with what ``read`` found, and what is counted with the steps.

    A family that fails to read a text, rather than saying that there is none to read, makes the
    verdict an error: its steps could not be checked.
    """
    try:
        trace = read()
    except Exception as error:
        return as_error(error), counted
    if trace is None:
        return verdict, counted
    checked = with_trace(verdict, trace, max_wrong_steps=max_wrong_steps)
    return checked, {**counted, **trace.counted}
