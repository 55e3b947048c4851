"""Shows that a built image works: every profile imports, runs a job, and a box of it holds.

Building alone would show only that files were copied; a run is no place to learn the rest.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import image
from verisynth.sandbox.docker import docker
from verisynth.sandbox.opening import docker_launcher
from verisynth.sandbox.pool import Pool
from verisynth.sandbox.proof import prove
from verisynth.types import Limits, Program, Status

_JOB = "def main(channel):\n    return 6 * 7\n"


async def check() -> AsyncIterator[str]:
    """Check the image of this version; one line for each thing that was shown.

    Raises:
        MissingError: no engine answers, or it has no image of this version.
        SandboxError: the image is broken; says what does not work.
    """
    launcher = await docker_launcher()
    names = image.profile_names()
    await _imports(launcher.image, names)
    yield f"imports  {', '.join(names)}"
    pool = Pool(launcher, slots=1)
    try:
        for name in names:
            await _runs(pool, name)
        yield "runs     a job in every profile"
        probes = await prove(pool)
    finally:
        await pool.close()
    leaks = [f"{one.attempt}: {', '.join(one.managed)}" for one in probes if not one.contained]
    if leaks:
        raise SandboxError(f"a box of this image does not hold: {'; '.join(leaks)}")
    yield "holds    every attempt to break out was refused"


async def _imports(name: str, profile_names: tuple[str, ...]) -> None:
    reply = await docker(
        "run", "--rm", "--network", "none", "--read-only", "--log-driver", "none",
        "--entrypoint", "python3", name, "-B", "/app/sandboxes/try_profiles.py", *profile_names,
        seconds=300.0,
    )  # fmt: skip
    if reply.code:
        raise SandboxError(
            f"the image {name} lacks what a profile needs: {reply.stderr.strip()[-500:]}",
            hint=image.BUILD,
        )


async def _runs(sandbox: Sandbox, profile: str) -> None:
    job = Program(runner="selftest", payload=_JOB, profile=profile)
    execution = await sandbox.run(job, Limits())
    if execution.status is not Status.EXITED or json.loads(execution.result or b"0") != {"ok": 42}:
        raise SandboxError(f"a job in the profile {profile} does not run: {execution}")
