"""How a pattern is applied: the modes and flags there are, and the words that say so."""

from __future__ import annotations

MODES = ("fullmatch", "search")
FLAG_NAMES = {
    "a": "re.ASCII",
    "i": "re.IGNORECASE",
    "m": "re.MULTILINE",
    "s": "re.DOTALL",
    "x": "re.VERBOSE",
}


def faults(mode: str, flags: str) -> str:
    """What is wrong with a mode and flags, or an empty string."""
    if mode not in MODES:
        return f'mode is "{mode}"; one of {", ".join(MODES)}'
    unknown = sorted(set(flags) - set(FLAG_NAMES))
    if unknown:
        return f'flags has "{"".join(unknown)}"; any of the letters {"".join(FLAG_NAMES)}'
    return ""


def describe(mode: str, flags: str) -> str:
    r"""The policy in words, complete enough to decide every string.

    It says which function is called, because ``fullmatch`` and ``search`` answer different
    questions, and what ``\d``, ``\w`` and ``.`` mean, because they are where a pattern that is
    right elsewhere goes wrong here.
    """
    names = " | ".join(FLAG_NAMES[letter] for letter in FLAG_NAMES if letter in flags)
    call = f"`re.{mode}(pattern, text{', ' + names if names else ''})`"
    extent = (
        "The whole text must match, so no anchors are needed; a trailing newline is part of it."
        if mode == "fullmatch"
        else (
            "A match anywhere in the text is enough; use \\A and \\Z where the whole text is meant."
        )
    )
    return f"The pattern is used with Python's re module as {call}. {extent} {_classes(flags)}"


def _classes(flags: str) -> str:
    scripts = "are ASCII only" if "a" in flags else "also match characters of other scripts"
    dot = "any character" if "s" in flags else "any character except a newline"
    return f"\\d and \\w {scripts}, and a dot matches {dot}."
