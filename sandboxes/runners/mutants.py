"""Makes the mutants of a program; parses it and compiles it, and never executes it."""

from sandboxes.mutants import mutants


def main(payload, channel):
    """A list of mutants, each with ``source``, ``operator``, ``line`` and ``detail``.

    ``payload``: ``source``, ``entry_point`` (may be empty), ``limit`` and ``seed``. What is no
    program has no mutants.
    """
    del channel
    try:
        return mutants(
            payload["source"], payload["entry_point"], limit=payload["limit"], seed=payload["seed"]
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
