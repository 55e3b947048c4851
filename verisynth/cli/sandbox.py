"""``verisynth sandbox build``: the Docker image programs run in."""

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
) -> None:
    """Build the image for --sandbox docker from Dockerfile.sandbox, and check it."""
    from verisynth.sandbox import image

    say("building the sandbox image …")
    base = base_image or os.environ.get("VERISYNTH_BASE_IMAGE") or None
    result(asyncio.run(image.build(base_image=base)))
