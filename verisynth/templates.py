"""Prompt and export templates: Jinja2 in its sandboxed environment, undefined names are errors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from verisynth.errors import UsageError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # No autoescape: the output is plain text for a model, never HTML.
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
    )


def undeclared(template: str) -> set[str]:
    """The variables a template reads from outside.

    Raises:
        UsageError: the template does not parse; the message has the line inside it.
    """
    from jinja2 import TemplateSyntaxError, meta

    try:
        return meta.find_undeclared_variables(_environment().parse(template))
    except TemplateSyntaxError as error:
        raise UsageError(f"line {error.lineno} of it: {error.message}") from error


def render(template: str, variables: Mapping[str, str]) -> str:
    """Fill a template. Values are inserted as they are and never rendered again.

    Raises:
        UsageError: a variable is missing, or the template did something the sandbox forbids.
    """
    from jinja2 import TemplateError

    try:
        return _environment().from_string(template).render(dict(variables)).strip()
    except TemplateError as error:
        raise UsageError(f"the template failed: {error}") from error
