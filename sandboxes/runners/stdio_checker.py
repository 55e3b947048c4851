"""Asks a problem's own checker whether each output of a program is a right answer.

The program ran in another job; only what it printed is here, as text.
"""

from sandboxes.program import NotLoaded, describe, load

CANNOT_READ = (AssertionError, ValueError, LookupError, ArithmeticError)
"""What a checker raises when the text before it is no answer at all."""


def main(payload, channel):
    """``["right" | "wrong" | "broken", why]`` for each of ``payload["runs"]``.

    ``payload``: ``checker``, a source that defines ``check(input, output, expected)``, and
    ``runs``, lists of these three texts.
    """
    try:
        check = getattr(load(payload["checker"], "checker"), "check", None)
    except NotLoaded as problem:
        return {"broken": str(problem)}
    if not callable(check):
        return {"broken": "it defines no function check"}
    return {"answers": [_answer(check, texts) for texts in payload["runs"]]}


def _answer(check, texts):
    try:
        answer = check(*texts)
    except CANNOT_READ as problem:
        return ["wrong", describe(problem)]
    except BaseException as problem:
        return ["broken", describe(problem)]
    if answer is True or answer is False:
        return ["right" if answer else "wrong", ""]
    return [
        "broken",
        f"check returned an object of type {type(answer).__name__}, not True or False",
    ]
