"""Checks the tables of ``verisynth.toml`` that describe one model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from verisynth.errors import SpecError, UsageError, did_you_mean
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.secrets import looks_like_a_key

Kinds: TypeAlias = Mapping[str, type | tuple[type, ...]]


class _Range(NamedTuple):
    low: float
    high: float


_NUMBER = (int, float)
_FIELDS: Kinds = {
    "model": str,
    "base_url": str,
    "api_key_env": str,
    "temperature": _NUMBER,
    "max_tokens": int,
    "timeout_seconds": _NUMBER,
    "concurrency": int,
    "format": str,
    "price_prompt": _NUMBER,
    "price_completion": _NUMBER,
    "extra_body": dict,
}
_RANGES = {
    "temperature": _Range(0, 5),
    "max_tokens": _Range(1, 1_000_000),
    "timeout_seconds": _Range(0.1, 86_400),
    "concurrency": _Range(1, 1024),
    "price_prompt": _Range(0, 1_000_000),
    "price_completion": _Range(0, 1_000_000),
}
_FORMATS = ("auto", "json", "sections")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_WORDS = {str: "text", int: "a whole number", dict: "a table", _NUMBER: "a number"}


def check_table(where: str, table: Mapping[str, Any], known: Kinds) -> None:
    """Refuse keys nobody reads and values of the wrong type.

    Raises:
        SpecError: naming the key, what it is and what is allowed.
    """
    for key, value in table.items():
        if key not in known:
            _refuse_secret(where, key)
            raise SpecError(
                f"{where}: {key} is not a key here.{did_you_mean(key, known)} "
                f"Known: {', '.join(known)}"
            )
        # bool is an int to Python, but "true" tokens are nobody's intention.
        if isinstance(value, bool) or not isinstance(value, known[key]):
            raise SpecError(f"{where}: {key} is {value!r}; give {_word(known[key])}")


def chat_from(where: str, table: Mapping[str, Any]) -> OpenAIChat:
    """The model a table describes.

    With an address of its own and no ``api_key_env``, no key is sent: the key of another service
    that happens to be in the environment is none of that server's business.

    Raises:
        SpecError: a key is unknown, missing, of the wrong type or out of range.
    """
    check_table(where, table, _FIELDS)
    for key in table.get("extra_body", {}):
        _refuse_secret(f"{where}: extra_body", key)
    _check_variable(where, table.get("api_key_env", ""))
    if not table.get("model"):
        raise SpecError(f'{where}: model is missing; e.g. model = "gpt-4.1-mini"')
    for key, (low, high) in _RANGES.items():
        if key in table and not low <= table[key] <= high:
            raise SpecError(f"{where}: {key} is {table[key]}; allowed: {low} to {high}")
    if table.get("format", "auto") not in _FORMATS:
        guess = did_you_mean(table["format"], _FORMATS)
        raise SpecError(
            f'{where}: format is "{table["format"]}"; one of {", ".join(_FORMATS)}.{guess}'
        )
    key_env = {"api_key_env": ""} if table.get("base_url") else {}
    try:
        return OpenAIChat(**{**key_env, **table})
    except UsageError as error:
        raise SpecError(f"{where}: {error.message}", hint=error.hint) from error


def _refuse_secret(where: str, key: str) -> None:
    """A key in a file ends up in backups and repositories. The value is not repeated here."""
    if key.lower() in ("api_key", "apikey", "key", "token", "secret", "api_token", "password"):
        raise SpecError(
            f"{where}: {key} holds a secret, and secrets do not belong in files",
            hint='put it in an environment variable and write api_key_env = "ITS_NAME"',
        )


def _check_variable(where: str, name: str) -> None:
    """Refuse what is no variable's name, most likely the key itself, without repeating it."""
    if name and (looks_like_a_key(name) or not _VARIABLE.fullmatch(name)):
        raise SpecError(
            f"{where}: api_key_env must be the name of an environment variable, not a key",
            hint='write api_key_env = "OPENAI_API_KEY" and export the key under that name',
        )


def _word(kind: type | tuple[type, ...]) -> str:
    return _WORDS.get(kind, "another type")
