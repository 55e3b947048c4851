"""Every command and every option says what it is for, and the documentation knows them all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer.main

from verisynth.cli.app import app

# typer may bring a click of its own, so its classes are not named here.
GROUP: Any = typer.main.get_command(app)
COMMANDS = sorted(GROUP.commands)
PAGES = [Path("README.md"), *sorted(Path("docs").glob("*.md"))]


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_and_options_have_help(name: str) -> None:
    command = GROUP.commands[name]
    assert command.help
    for option in command.params:
        assert getattr(option, "help", None), option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_in_the_documentation(name: str, checkout: Path) -> None:
    text = "".join((checkout / page).read_text() for page in PAGES)
    assert f"verisynth {name}" in text
