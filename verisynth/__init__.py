"""Training data whose answers have been executed, not believed.

The same verbs as the command line (``generate``, ``verify``, ``load_spec``) and the words they
speak in. Everything heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from verisynth.api import generate as generate, verify as verify
    from verisynth.errors import VerisynthError as VerisynthError
    from verisynth.sandbox import open_sandbox as open_sandbox
    from verisynth.spec import TaskSpec as TaskSpec, load_spec as load_spec
    from verisynth.types import Outcome as Outcome, Verdict as Verdict

__version__ = metadata.version("verisynth")

_HOMES = {
    "Outcome": "verisynth.types",
    "TaskSpec": "verisynth.spec",
    "Verdict": "verisynth.types",
    "VerisynthError": "verisynth.errors",
    "generate": "verisynth.api",
    "load_spec": "verisynth.spec",
    "open_sandbox": "verisynth.sandbox",
    "verify": "verisynth.api",
}

__all__ = [
    "Outcome",
    "TaskSpec",
    "Verdict",
    "VerisynthError",
    "__version__",
    "generate",
    "load_spec",
    "open_sandbox",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'verisynth' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
