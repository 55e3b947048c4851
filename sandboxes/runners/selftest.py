"""Runs probe code that verisynth itself wrote, to see what a sandbox stops. Never a model's code.

Payload and partner are Python source defining ``main(channel)`` and ``partner(channel)``.
"""


def main(payload, channel):
    """The value of the probe's ``main``."""
    return _define(payload)["main"](channel)


def partner(payload, channel):
    """The other side of a probe with two processes."""
    _define(payload)["partner"](channel)


def _define(source):
    space = {"__name__": "probe"}
    exec(compile(source, "<probe>", "exec"), space)
    return space
