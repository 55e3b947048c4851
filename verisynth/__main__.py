"""``python -m verisynth`` is the ``verisynth`` command."""

from verisynth.cli import main

main()
