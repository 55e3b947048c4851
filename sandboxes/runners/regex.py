"""Runs patterns on strings and says on which each of them matches.

The patterns are data: no code of a model runs in this process. ``re`` cannot be interrupted from
inside, so catastrophic backtracking ends with the job; one line on stdout before each string says
which one it was.
"""

import re
import sys
import warnings

FLAGS = {"a": re.A, "i": re.I, "m": re.M, "s": re.S, "x": re.X}


def main(payload, channel):
    """``{"matched": [bool, ...]}``, or ``{"refused": why}`` when ``re`` does not take the pattern.

    A string that the matcher has no memory for ends the list with ``None``. With ``patterns`` in
    place of ``pattern``, a list of such replies, one for each.
    """
    del channel
    # A doubtful pattern is the judge's business, not the log's.
    warnings.simplefilter("ignore")
    if "patterns" in payload:
        return [reply(one, payload, progress=False) for one in payload["patterns"]]
    return reply(payload["pattern"], payload, progress=True)


def reply(pattern, payload, progress):
    flags = 0
    for letter in payload["flags"]:
        flags |= FLAGS[letter]
    try:
        compiled = re.compile(pattern, flags)
    except (re.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return {"refused": f"{type(error).__name__}: {error}"[:300]}
    test = compiled.fullmatch if payload["mode"] == "fullmatch" else compiled.search
    matched = []
    for at, text in enumerate(payload["strings"]):
        if progress:
            sys.stdout.write(f"{at}\n")
            sys.stdout.flush()
        try:
            matched.append(test(text) is not None)
        except (MemoryError, RecursionError):
            return {"matched": [*matched, None]}
        except SystemError as error:  # a fault of this Python's matcher, which the pattern meets
            return {"refused": f"re fails on it: {error}"[:300]}
    return {"matched": matched}
