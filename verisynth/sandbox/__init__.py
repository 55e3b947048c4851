"""Running programs nobody trusts: levels of isolation, and a pool of warm workers over each."""

from verisynth.sandbox.opening import open_sandbox

__all__ = ["open_sandbox"]
