"""Measures how the time of one pattern grows on strings that were made to make it backtrack.

The pattern is data: no code of a model runs in this process. An attack is a prefix, a pump that is
repeated, and a suffix. Each is tried at growing lengths until its growth is plain, it is too fast
to matter, or the string is as long as a string may be. ``re`` looks for signals while it matches,
so a timer ends a match that takes too long, and the time it had is known. Time is the thread's:
with limits set on a process, Linux tells the time of the process in ticks of milliseconds only.
"""

import math
import re
import signal
import sys
import time
import warnings

FLAGS = {"a": re.A, "i": re.I, "m": re.M, "s": re.S, "x": re.X}
_STEP = 8.0
"""The next string is twice as long, or less where that would take so many times longer."""
_PLAIN = 1.5
"""Degree from which growth is not that of a straight line in a noisy clock."""
_FLAT = 3.0
"""What grows no faster than this from here on, and stays below the limit, is left alone."""
_DOUBT = 0.3
"""How much faster something may grow than it did on three texts that took a telling time."""
_SHORT = 250
"""No text of so many characters takes long for any other reason."""


class _Stopped(Exception):
    """The timer's."""


def main(payload, channel):
    """``{"found": null}``, or the first attack that took too long, or plainly will.

    That is ``{"attack": number, "points": [[pumps, length, seconds], ...]}``, a point for each
    match. ``{"refused": why}`` when ``re`` does not take the pattern.
    """
    del channel
    warnings.simplefilter("ignore")
    flags = 0
    for letter in payload["flags"]:
        flags |= FLAGS[letter]
    try:
        compiled = re.compile(payload["pattern"], flags)
    except (re.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return {"refused": f"{type(error).__name__}: {error}"[:300]}
    call = compiled.fullmatch if payload["mode"] == "fullmatch" else compiled.search
    deadline = time.thread_time() + payload["budget_seconds"]
    for number, attack in enumerate(payload["attacks"]):
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        try:
            points = _points(call, attack, payload)
        except SystemError as error:  # a fault of this Python's matcher, which the pattern meets
            return {"refused": f"re fails on it: {error}"[:300]}
        if _is_plain(points, payload):
            return {"found": {"attack": number, "points": [point[:3] for point in points]}}
        if time.thread_time() > deadline:
            break
    return {"found": None}


def _points(call, attack, payload):
    points = []
    pumps = 1
    most = (payload["length"] - len(attack["prefix"]) - len(attack["suffix"])) // len(
        attack["pump"]
    )
    while pumps <= most:
        text = attack["prefix"] + attack["pump"] * pumps + attack["suffix"]
        seconds, has_ended = _measured(call, text, payload["seconds"])
        points.append([pumps, len(text), seconds, has_ended])
        if not has_ended or _is_plain(points, payload) or _is_flat(points, payload):
            break
        if pumps == most:
            break
        pumps = min(most, max(pumps + 1, int(pumps * _step(points))))
    return points


def _step(points):
    power = degree(points[-2], points[-1]) if len(points) > 1 else 1.0
    return min(2.0, _STEP ** (1 / max(power, 1.0)))


def degree(before, after):
    """The power of the length by which time grew between two points."""
    longer = math.log(after[0] / before[0])
    return math.log(max(after[2], 1e-9) / max(before[2], 1e-9)) / longer


def _is_plain(points, payload):
    """Whether the last points show that time outgrows the text, and passes the limit, or will."""
    if not points:
        return False
    last = points[-1]
    if not last[3] and last[1] <= _SHORT and last[2] >= payload["seconds"]:
        return True
    if len(points) < 3:
        return False
    powers = [degree(before, last) for before in points[-3:-1]]
    if not last[3]:  # it would have taken longer: what grew before it counts, too
        powers = [max(*powers, degree(points[-3], points[-2]))]
        return powers[0] >= _PLAIN and last[2] >= payload["seconds"]
    if last[2] < payload["telling_seconds"] or min(powers) < _PLAIN:
        return False
    return _at_most_length(last, min(powers), payload) >= payload["seconds"]


def _is_flat(points, payload):
    """Whether it will stay below the limit, even if it grows faster than it did so far."""
    last, power = points[-1], _FLAT
    if len(points) > 2 and last[2] >= payload["telling_seconds"]:
        power = min(power, max(degree(before, last) for before in points[-3:-1]) + _DOUBT)
    return last[1] >= 1024 and _at_most_length(last, power, payload) < payload["seconds"]


def _at_most_length(point, power, payload):
    """Seconds at the greatest length, if time grows by this power of the length."""
    return point[2] * (payload["length"] / point[1]) ** power


def _measured(call, text, seconds):
    """CPU seconds of one match and whether it ended; the better of two where it was quick."""
    best, has_ended = _once(call, text, seconds)
    if has_ended and best <= 0.001:
        best = min(best, _once(call, text, seconds)[0])
    return best, has_ended


def _once(call, text, seconds):
    """It does not end where the timer ends it, or where the matcher has no memory left."""
    started = time.thread_time()

    def stop(number, frame):
        # The timer counts whole ticks of the kernel's and may come early.
        if time.thread_time() - started >= seconds:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            raise _Stopped

    signal.signal(signal.SIGVTALRM, stop)
    has_ended = True
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.01)
        try:
            call(text)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except (_Stopped, MemoryError, RecursionError):
        has_ended = False
    return time.thread_time() - started, has_ended
