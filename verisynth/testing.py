"""Conformance suites for plug-in authors: run them on your component in your own tests.

::

    from verisynth.testing import check_sandbox

    async with my_sandbox() as sandbox:
        results = await check_sandbox(sandbox)
    assert [r.name for r in results if not r.passed] == []
"""

from verisynth.sandbox.conformance import SANDBOX_CHECKS, CheckResult, check_sandbox, run_check

__all__ = ["SANDBOX_CHECKS", "CheckResult", "check_sandbox", "run_check"]
