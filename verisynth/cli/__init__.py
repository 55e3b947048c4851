"""The command line: verbs, thin over the Python API; one file a command."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``verisynth`` command."""
    from verisynth.cli.app import run

    run()
