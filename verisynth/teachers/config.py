"""Turns ``--teacher`` and ``verisynth.toml`` into teachers and a judge.

::

    [teachers.small]
    kind = "openai_chat"
    model = "qwen2.5-coder-1.5b"
    base_url = "http://127.0.0.1:8000/v1"

    [teachers.mix]
    kind = "mixture"
    of = { small = 3, procedural = 1 }

    [judge]
    model = "gpt-4.1-mini"

Keys are never in the file, only the names of the environment variables that hold them.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from verisynth.errors import MissingError, SpecError, UsageError, did_you_mean
from verisynth.teachers.config_fields import chat_from, check_table
from verisynth.teachers.mixture import PROCEDURAL, Choice, Mixture
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.secrets import read_key

FILE_NAME = "verisynth.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file, read and not yet believed."""

    path: Path | None = None
    """None: there is no file, which is as good as an empty one."""
    teachers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    judge: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The file's name in messages."""
        return str(self.path or FILE_NAME)


def load_config(path: Path | None = None, *, folder: Path | None = None) -> Config:
    """The configuration at ``path``; without one, ``verisynth.toml`` of the folder, if there.

    Raises:
        SpecError: the file cannot be read, is not TOML, or has tables nobody reads.
    """
    found = path or (folder or Path.cwd()) / FILE_NAME
    if path is None and not found.is_file():
        return Config()
    try:
        data = tomllib.loads(found.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{found}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{found}: not valid TOML: {error}") from error
    check_table(str(found), data, {"teachers": dict, "judge": dict})
    teachers = data.get("teachers", {})
    for name, table in teachers.items():
        if not isinstance(table, dict):
            raise SpecError(f"{found}: teachers.{name} must be a table: [teachers.{name}]")
        if not _NAME.fullmatch(name) or name == PROCEDURAL:
            raise SpecError(
                f'{found}: teachers.{name}: "{name}" cannot be a teacher\'s name; use letters, '
                f'digits, ".", "_" and "-", and not {PROCEDURAL}'
            )
    return Config(found, teachers, data.get("judge", {}))


def resolve_teacher(
    text: str, config: Config, *, environment: Mapping[str, str] = os.environ
) -> Mixture:
    """The teachers behind one ``--teacher`` value.

    ``procedural``; ``openai:MODEL`` (address and key from ``OPENAI_BASE_URL`` and
    ``OPENAI_API_KEY``); a name from the configuration; or several with weights, ``a=3,b=1``.

    Raises:
        UsageError: the value or the configuration is wrong.
        MissingError: a key is needed and not there. Found out now, not at the first request.
    """
    shares = _shares(text)
    choices = [
        choice
        for name, weight in shares.items()
        for choice in _choices(name, weight, config, environment, within=())
    ]
    if sum(choice.weight for choice in choices) <= 0:
        raise UsageError(f'--teacher "{text}": the weights are all zero')
    for choice in choices:
        _check_key(choice, environment)
    return Mixture(_merged(choices))


def resolve_judge(
    config: Config, *, text: str = "", environment: Mapping[str, str] = os.environ
) -> OpenAIChat:
    """The judge: ``text`` as for ``--teacher``, else the ``[judge]`` table.

    Always at temperature 0, whatever is configured: a judge should say the same thing twice.

    Raises:
        MissingError: no judge is configured; says what to type.
    """
    if text:
        choices = resolve_teacher(text, config, environment=environment).choices
        if len(choices) != 1 or choices[0].chat is None:
            raise UsageError(f'--judge "{text}" must name one model, e.g. openai:gpt-4.1-mini')
        return replace(choices[0].chat, temperature=0.0)
    if not config.judge:
        raise MissingError(
            "this spec is judged by a model, and no judge is configured",
            hint=f'--judge openai:MODEL, or a table [judge] with model = "…" in {config.shown}',
        )
    chat = chat_from(f"{config.shown}: judge", config.judge)
    _check_key(Choice("judge", chat), environment)
    return replace(chat, temperature=0.0)


def _shares(text: str) -> dict[str, float | None]:
    """Names and weights of ``a=3,b=1``; None where no weight is given."""
    shares: dict[str, float | None] = {}
    for part in text.split(","):
        name, equals, weight = part.strip().rpartition("=")
        name, weight = (name.strip(), weight.strip()) if equals else (weight.strip(), "")
        if not name:
            raise UsageError(f'--teacher "{text}": a name is missing; e.g. small=3,procedural=1')
        if name in shares:
            raise UsageError(f'--teacher "{text}": {name} is there twice')
        shares[name] = _weight(weight, f'--teacher "{text}"') if equals else None
    return shares


def _weight(text: Any, where: str) -> float:
    try:
        weight = float(text)
    except (TypeError, ValueError):
        weight = -1.0
    if isinstance(text, bool) or not math.isfinite(weight) or weight < 0:
        raise UsageError(f'{where}: the weight "{text}" is not a number of 0 or more')
    return weight


def _choices(
    name: str,
    weight: float | None,
    config: Config,
    environment: Mapping[str, str],
    *,
    within: tuple[str, ...],
) -> tuple[Choice, ...]:
    """The teacher of that name, or all those of a mixture with its weight shared out."""
    if name == PROCEDURAL:
        return (Choice(name, None, 1.0 if weight is None else weight),)
    if name.startswith("openai:"):
        chat = _from_environment(name.removeprefix("openai:"), environment)
        return (Choice(name, chat, 1.0 if weight is None else weight),)
    table = config.teachers.get(name)
    if table is None:
        raise _unknown(name, config)
    where = f"{config.shown}: teachers.{name}"
    kind = table.get("kind", "openai_chat")
    if kind == "mixture":
        return _mixed(name, weight, config, environment, within=within)
    if kind != "openai_chat":
        guess = did_you_mean(str(kind), ("openai_chat", "mixture"))
        raise SpecError(f'{where}.kind is "{kind}"; one of openai_chat, mixture.{guess}')
    own = _weight(table.get("weight", 1.0), f"{where}.weight")
    bare = {key: value for key, value in table.items() if key not in ("kind", "weight")}
    return (Choice(name, chat_from(where, bare), own if weight is None else weight),)


def _mixed(
    name: str,
    weight: float | None,
    config: Config,
    environment: Mapping[str, str],
    *,
    within: tuple[str, ...],
) -> tuple[Choice, ...]:
    where = f"{config.shown}: teachers.{name}"
    table = config.teachers[name]
    if name in within:
        raise SpecError(f"{where} contains itself: {' → '.join((*within, name))}")
    check_table(where, table, {"kind": str, "of": dict, "weight": (int, float)})
    shares = {part: _weight(share, f"{where}.of.{part}") for part, share in _of(table, where)}
    total = sum(shares.values())
    if total <= 0:
        raise SpecError(f"{where}.of must give at least one teacher a weight above zero")
    own = _weight(table.get("weight", 1.0), f"{where}.weight") if weight is None else weight
    return tuple(
        replace(choice, weight=choice.weight * own)
        for part, share in shares.items()
        for choice in _choices(part, share / total, config, environment, within=(*within, name))
    )


def _of(table: Mapping[str, Any], where: str) -> list[tuple[str, Any]]:
    if not table.get("of"):
        raise SpecError(f"{where}.of is missing; e.g. of = {{ small = 3, procedural = 1 }}")
    return list(table["of"].items())


def _from_environment(model: str, environment: Mapping[str, str]) -> OpenAIChat:
    if not model:
        raise UsageError("--teacher openai: needs a model's name, e.g. openai:gpt-4.1-mini")
    return OpenAIChat(model=model, base_url=environment.get("OPENAI_BASE_URL", "").strip())


def _check_key(choice: Choice, environment: Mapping[str, str]) -> None:
    if choice.chat is not None:
        read_key(
            choice.chat.api_key_env,
            required=choice.chat.needs_key,
            environment=environment,
        )


def _merged(choices: list[Choice]) -> tuple[Choice, ...]:
    """One choice a name: a teacher reached by two ways gets both shares."""
    merged: dict[str, Choice] = {}
    for choice in choices:
        earlier = merged.get(choice.name)
        weight = choice.weight + (earlier.weight if earlier else 0.0)
        merged[choice.name] = replace(choice, weight=weight)
    return tuple(merged.values())


def _unknown(name: str, config: Config) -> UsageError:
    known = (PROCEDURAL, "openai:MODEL", *sorted(config.teachers))
    where = config.path or f"no {FILE_NAME} in this folder"
    return UsageError(
        f'there is no teacher "{name}" ({where}).{did_you_mean(name, known)} '
        f"Known: {', '.join(known)}"
    )
