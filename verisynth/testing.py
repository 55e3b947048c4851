"""Conformance suites for plug-in authors: run them on your component in your own tests.

::

    from verisynth.testing import check_sandbox

    async with my_sandbox() as sandbox:
        results = await check_sandbox(sandbox, known_failures={"disk is bounded": "no quota"})
    assert [r for r in results if not r.conforms] == []
"""

from verisynth.sandbox.conformance import (
    SANDBOX_CHECKS,
    CheckResult,
    check_name,
    check_sandbox,
    run_check,
)

__all__ = ["SANDBOX_CHECKS", "CheckResult", "check_name", "check_sandbox", "run_check"]
