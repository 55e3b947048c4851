"""``verisynth sandbox``: the Docker image programs run in; built, checked and pruned."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from verisynth.cli.terminal import result, say

app = typer.Typer(help="The sandbox image.", no_args_is_help=True)


@app.callback()
def sandbox() -> None:
    """The sandbox image."""


@app.command("build")
def build(
    *,
    base_image: Annotated[
        str,
        typer.Option(
            "--base-image",
            help="Image with Python 3.11 or newer to build on; or VERISYNTH_BASE_IMAGE.",
            show_default="python:3.12-slim-bookworm",
        ),
    ] = "",
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="Leave images of other versions in the engine.")
    ] = False,
) -> None:
    """Build the image from Dockerfile.sandbox, check it, and remove those of other versions."""
    from verisynth.sandbox import image

    say("building the sandbox image …")
    base = base_image or os.environ.get("VERISYNTH_BASE_IMAGE") or None
    name = asyncio.run(image.build(base_image=base))
    asyncio.run(_check())
    if not keep_old:
        asyncio.run(_prune())
    result(name)


@app.command("check")
def check() -> None:
    """Show that the image works: profiles import, jobs run, attempts to break out are refused."""
    asyncio.run(_check())


@app.command("prune")
def prune() -> None:
    """Remove images of other versions that no container uses."""
    asyncio.run(_prune())


async def _check() -> None:
    from verisynth.sandbox import image_check

    async for line in image_check.check():
        say(line)


async def _prune() -> None:
    from verisynth.sandbox import image

    pruned = await image.prune(keep=image.tag())
    for name in pruned.removed:
        say(f"removed  {name}")
    for name in pruned.in_use:
        say(f"in use   {name}")
