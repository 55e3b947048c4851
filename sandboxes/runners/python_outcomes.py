"""Calls a function on many inputs, for several sources in turn, and names what came back.

The sources share one process, which only suits programs whose outcomes decide nothing but which
inputs are worth keeping. Each call has a guard of CPU time; a source that runs into it is not
asked further, unless it is the one whose steps are counted.
"""

import ast
import marshal
import signal
import sys

from sandboxes import codec, digests
from sandboxes.program import NotLoaded, describe, load

MAX_TIMEOUTS = 1
RAISED, TIMEOUT, REFUSED, NAMELESS, NOT_ASKED = "!", "~", "-", "?", "."


class TimeIsUp(BaseException):
    """The guard of one call."""


def main(payload, channel):
    """For each of ``payload["sources"]`` its outcomes, one text or value a call.

    ``payload``: ``sources``, ``entry_point``, ``calls`` (pairs of encoded arguments and
    keywords), ``seconds`` (of each call), and maybe ``contract`` (source that defines
    ``contract``, called before the function; raising refuses the input), ``values`` (report whole
    values, not names), ``unordered`` (sets iterate backwards), ``steps`` (count
    the lines executed, and stop a call at so many of them).
    """
    signal.signal(signal.SIGVTALRM, _time_is_up)
    calls = [
        marshal.dumps((codec.decode(arguments), codec.decode(keywords)))
        for arguments, keywords in payload["calls"]
    ]
    refused = _refused(payload, calls)
    return {
        "sources": [_outcomes(source, payload, calls, refused) for source in payload["sources"]]
    }


def _time_is_up(number, frame):
    raise TimeIsUp


def _refused(payload, calls):
    if not payload.get("contract"):
        return set()
    contract = load(payload["contract"], "contract").contract
    return {
        index
        for index, call in enumerate(calls)
        if _call(contract, call, payload["seconds"], lambda value: "")[0:1] in (RAISED, TIMEOUT)
    }


def _outcomes(source, payload, calls, refused):
    try:
        module = load(_backwards(source) if payload.get("unordered") else source)
    except NotLoaded as problem:
        return {"failed": [problem.reason, str(problem)]}
    except BaseException as problem:
        return {"failed": ["exception", describe(problem)]}
    if payload.get("unordered"):
        module.set = digests.Unordered
    function = getattr(module, payload["entry_point"], None)
    if not callable(function):
        return {"failed": ["missing-entry-point", f"no function {payload['entry_point']}"]}
    return _asked(function, payload, calls, refused)


def _asked(function, payload, calls, refused):
    report = _value if payload.get("values") else digests.name
    if payload.get("steps"):
        function = Counted(function, payload["steps"])
    outcomes, steps, timeouts = [], [], 0
    for index, call in enumerate(calls):
        if index in refused:
            outcomes.append(REFUSED)
        elif timeouts >= MAX_TIMEOUTS and not payload.get("steps"):
            outcomes.append(NOT_ASKED)
        else:
            outcomes.append(_call(function, call, payload["seconds"], report))
            timeouts += outcomes[-1] == TIMEOUT
        steps.append(getattr(function, "steps", 0))
    return (
        {"outcomes": outcomes, "steps": steps} if payload.get("steps") else {"outcomes": outcomes}
    )


class Counted:
    """A function that counts the lines each call executes: a cost that is the same everywhere."""

    def __init__(self, function, most):
        self._function = function
        self._most = most
        self.steps = 0

    def __call__(self, *arguments, **keywords):
        self.steps = 0
        sys.settrace(self._trace)
        try:
            return self._function(*arguments, **keywords)
        finally:
            sys.settrace(None)

    def _trace(self, frame, event, argument):
        if event == "line":
            self.steps += 1
            if self.steps > self._most:
                raise TimeIsUp
        return self._trace


def _value(value):
    return {"value": codec.encode(value)}


def _call(function, call, seconds, report):
    arguments, keywords = marshal.loads(call)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        value = function(*arguments, **keywords)
        named = report(value)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return named
    except TimeIsUp:
        return TIMEOUT
    except (digests.Nameless, codec.TooLarge):
        return NAMELESS
    except BaseException as problem:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return RAISED + type.__getattribute__(type(problem), "__name__")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class _Sets(ast.NodeTransformer):
    """Writes set displays and comprehensions as calls of ``set``, which can be replaced."""

    def visit_Set(self, node):
        self.generic_visit(node)
        items = ast.List(elts=node.elts, ctx=ast.Load())
        return _set_of(node, items)

    def visit_SetComp(self, node):
        self.generic_visit(node)
        return _set_of(node, ast.ListComp(elt=node.elt, generators=node.generators))


def _set_of(node, items):
    call = ast.Call(func=ast.Name(id="set", ctx=ast.Load()), args=[items], keywords=[])
    return ast.fix_missing_locations(ast.copy_location(call, node))


def _backwards(source):
    try:
        return ast.unparse(_Sets().visit(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return source
