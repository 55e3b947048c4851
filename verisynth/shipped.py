"""Where the files that are not Python modules of ours lie: task specs, sandbox code, Dockerfile.

In a wheel they sit in ``verisynth/_shipped``. A checkout (and so an editable install) has no such
folder; there the originals at its root are used, and edits take effect at once.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds ``task_specs/``, ``sandboxes/`` and ``Dockerfile.sandbox``.

    It is a valid ``PYTHONPATH`` for ``import sandboxes`` and a valid Docker build context.
    """
    packed = _PACKAGE / "_shipped"
    return packed if packed.is_dir() else _PACKAGE.parent


def task_specs() -> Path:
    """The folder of the shipped task specs, one TOML file each."""
    return root() / "task_specs"


def sandboxes() -> Path:
    """The folder of the code that runs inside a box. The host reads it, but never imports it."""
    return root() / "sandboxes"


def dockerfile() -> Path:
    """The recipe of the image behind the ``docker`` level."""
    return root() / "Dockerfile.sandbox"
