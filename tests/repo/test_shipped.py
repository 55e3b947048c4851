"""The files that travel with the package, seen from a checkout."""

from __future__ import annotations

from pathlib import Path

import verisynth
from verisynth import shipped


def test_a_checkout_uses_its_own_files(checkout: Path) -> None:
    assert shipped.root() == checkout
    assert shipped.task_specs() == checkout / "task_specs"
    assert shipped.sandboxes() == checkout / "sandboxes"
    assert shipped.dockerfile().is_file()


def test_every_shipped_spec_loads() -> None:
    paths = sorted(shipped.task_specs().glob("*.toml"))
    assert len(paths) >= 7
    assert [verisynth.load_spec(path.stem).name for path in paths] == [p.stem for p in paths]


def test_the_demo_covers_every_spec_that_needs_no_judge(checkout: Path) -> None:
    makefile = (checkout / "Makefile").read_text()
    line = next(line for line in makefile.splitlines() if line.startswith("SPECS = "))
    specs = [verisynth.load_spec(path.stem) for path in shipped.task_specs().glob("*.toml")]
    executable = {spec.name for spec in specs if spec.family != "judged"}
    assert set(line.removeprefix("SPECS = ").split()) == executable
