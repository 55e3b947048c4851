"""Calls one function of a solution on many inputs and claims what came back.

The expected values are not here, so a forged claim has to hold the right answer.
"""

from sandboxes import codec, surroundings
from sandboxes.program import NotLoaded, describe, load


def main(payload, channel):
    """Claims for each call of ``payload["order"]``, or why the function cannot be called.

    ``payload``: ``source``, ``entry_point``, ``calls`` (pairs of encoded arguments and
    keywords) and ``order`` (indices into ``calls``, some of them more than once).
    """
    surroundings.enter(payload.get("surroundings", 0))
    try:
        module = load(payload["source"])
    except NotLoaded as problem:
        return {"failed": [problem.reason, str(problem)]}
    function = getattr(module, payload["entry_point"], None)
    if not callable(function):
        return {"failed": ["missing-entry-point", f"no function {payload['entry_point']}"]}
    claims = []
    for index in payload["order"]:
        arguments, keywords = payload["calls"][index]
        claims.append([index, _claim(module, function, arguments, keywords)])
    return {"claims": claims}


def _claim(module, function, arguments, keywords):
    def member(kind, body):
        if kind != "member":
            raise codec.Malformed("not an argument")
        return getattr(module, body[0])[body[1]]

    try:
        arguments, keywords = codec.decode(arguments, member), codec.decode(keywords, member)
        return {"value": codec.encode(function(*arguments, **keywords), codec.by_name)}
    except BaseException as problem:
        return {"raised": describe(problem)}
