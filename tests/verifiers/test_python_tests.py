"""Whose fault it is when tests cannot judge: the solution's, the problem's or the border's."""

from __future__ import annotations

import ast
import asyncio

import pytest

from sandboxes import plain_tests
from tests.verifiers.python_judging import LIMITS, judged
from verisynth.errors import SandboxError
from verisynth.reasons import REASONS
from verisynth.types import Execution, Limits, Outcome, Program, PythonTarget, Status, Verdict
from verisynth.verifiers.python_border import uncrossable
from verisynth.verifiers.python_cases import PythonCases
from verisynth.verifiers.python_tests import PythonTests
from verisynth.verifiers.stdio import Stdio

IMPORT = "import pytest\nimport solution\nfrom solution import f\n\n"
GOOD = "def f(x):\n    return x + 1\n"
FIXTURE = "\n\n@pytest.fixture\ndef one():\n    return 1\n"

CLASS = "class X:\n    def __init__(self, x=1):\n        self.x = x\n"
ONE = "def test_one():\n    assert f(1) == 2\n"
CASES = {
    "accepted": (GOOD, ONE, ""),
    "no-tests": (GOOD, "def check():\n    assert f(1) == 2\n", "vacuous-tests"),
    "all-skipped": (GOOD, "def test_one():\n    f(1)\n    pytest.skip('x')\n", "vacuous-tests"),
    "expected-to-fail": (
        GOOD,
        "@pytest.mark.xfail\ndef test_one():\n    assert f(1) == 3\n",
        "vacuous-tests",
    ),
    "never-used": (GOOD, "def test_one():\n    assert 1 + 1 == 2\n", "vacuous-tests"),
    "redefined": (GOOD, "def f(x):\n    return 2\n\n" + ONE, "vacuous-tests"),
    "syntax": (GOOD, "def test_one(:\n", "broken-problem"),
    "fails-to-import": (GOOD, "import nonsense\n" + ONE, "broken-problem"),
    "ends-itself": (GOOD, "import os\n\ndef test_one():\n    os._exit(0)\n", "broken-problem"),
    "leaves-early": (
        GOOD,
        ONE + "\n\ndef test_two():\n    f(1)\n    pytest.exit('x')\n",
        "broken-problem",
    ),
    "unknown-fixture": (GOOD, "def test_one(nonsense):\n    assert f(1) == 2\n", "broken-problem"),
    "unknown-fixture-beside-a-test": (
        GOOD,
        ONE + "\n\ndef test_two(nonsense):\n    assert f(1) == 2\n",
        "broken-problem",
    ),
    "async-test": (GOOD, ONE + "\n\nasync def test_two():\n    pass\n", "unsupported-test"),
    "number-from-an-object": (
        "class f(int):\n    pass\n\n\nclass T:\n    def __sub__(self, other):\n        return 5\n",
        ONE.replace("2", "1") + "\n\ndef test_two():\n    assert solution.T() - 1 == 5\n",
        "unsupported-test",
    ),
    "compares-a-namespace": (
        "import types\n\n\ndef f(x):\n    return types.SimpleNamespace(a=x)\n",
        "import types\n\n\ndef test_one():\n    assert f(1) == types.SimpleNamespace(a=1)\n",
        "unsupported-test",
    ),
    "compares-a-list-of-arrays": (
        "import array\n\n\ndef f(x):\n    return [array.array('i', [x])]\n",
        "import array\n\n\ndef test_one():\n    assert f(1) == [array.array('i', [1])]\n",
        "unsupported-test",
    ),
    "compares-a-list-of-the-library": (
        "import collections\n\n\ndef f(x):\n    return collections.UserList([x])\n",
        "def test_one():\n    assert [1] == f(1)\n",
        "unsupported-test",
    ),
    "compares-a-mapping-of-the-library": (
        "import collections\n\n\ndef f(x):\n    return collections.ChainMap({'a': x})\n",
        "def test_one():\n    assert f(1) == {'a': 1}\n",
        "unsupported-test",
    ),
    "compares-a-view-of-bytes": (
        "def f(x):\n    return memoryview(bytes([x]))\n",
        "def test_one():\n    assert f(1) == b'\\1'\n",
        "unsupported-test",
    ),
    "compares-the-library-with-what-it-never-equals": (
        "import types\n\n\ndef f(x):\n    return types.SimpleNamespace(a=x)\n",
        "def test_one():\n    assert f(1) != {'a': 1}\n    assert f(1) != None\n",
        "",
    ),
    "writes-a-file-of-its-own": (
        "import pathlib, tempfile\n\n\ndef f(x):\n"
        "    path = pathlib.Path(tempfile.mkdtemp()) / 'a'\n"
        "    path.write_text('x')\n    return path\n",
        "def test_one():\n    assert f(1).read_text() == 'x'\n",
        "unsupported-test",
    ),
    "compares-what-a-division-of-an-object-gave": (
        "class f:\n    def __init__(self, x=0):\n        pass\n\n"
        "    def __divmod__(self, o):\n        return f(), f()\n\n"
        "    def __eq__(self, o):\n        return True\n\n\nT = f\n",
        "def test_one():\n    assert divmod(solution.T(7), 2)[0] == 3\n",
        "unsupported-test",
    ),
    "gives-a-class-of-the-tests-a-method": (
        "def f(cls):\n    cls.__repr__ = lambda self: 'X!'\n    return cls\n",
        "@f\n" + CLASS + "\n\ndef test_one():\n    assert repr(X()) == 'X!'\n",
        "unsupported-test",
    ),
    "gives-a-class-of-the-tests-an-attribute": (
        "def f(cls):\n    cls.hello = 1\n    return cls\n",
        "@f\n" + CLASS + "\n\ndef test_one():\n    assert X.hello == 1\n",
        "unsupported-test",
    ),
    "wraps-the-start-of-a-class-of-the-tests": (
        "def f(cls):\n"
        "    old = cls.__init__\n    def start(self):\n        old(self, 2)\n"
        "    cls.__init__ = start\n    return cls\n",
        "@f\n" + CLASS + "\n\ndef test_one():\n    assert X().x == 2\n",
        "unsupported-test",
    ),
    "derives-from-a-class-of-the-tests": (
        "def f(cls):\n    class W(cls):\n        y = 3\n    return W\n",
        "@f\n" + CLASS + "\n\ndef test_one():\n    assert X().y == 3\n",
        "unsupported-test",
    ),
    "pickles-an-object-of-the-tests": (
        "import pickle\n\n\ndef f(x):\n    return len(pickle.dumps(x)) > 0\n",
        CLASS + "\n\ndef test_one():\n    assert f(X())\n",
        "unsupported-test",
    ),
    "writes-attributes-as-json": (
        "import json\n\n\ndef f(x):\n    return json.dumps(x, default=lambda o: o.__dict__)\n",
        CLASS + "\n\ndef test_one():\n    assert f(X()) == '{\"x\": 1}'\n",
        "unsupported-test",
    ),
    "joins-texts-of-a-class": (
        "class T(str):\n    pass\n\n\ndef f(x):\n    return T(x)\n",
        "def test_one():\n    assert ','.join([f('a')]) == 'a'\n",
        "unsupported-test",
    ),
    "orders-by-keys-of-a-class": (
        "class K(int):\n    def __lt__(self, o):\n        return int(self) > int(o)\n\n\nf = K\n",
        "def test_one():\n    assert sorted([1, 3, 2], key=f) == [3, 2, 1]\n",
        "unsupported-test",
    ),
    "runs-docstrings": (
        'def f(x):\n    """\n    >>> f(1)\n    2\n    """\n    return x + 1\n',
        ONE
        + "\n\ndef test_two():\n    import doctest\n    assert not doctest.testmod(solution)[0]\n",
        "unsupported-test",
    ),
    "unpickles": (
        "import pickle\n\n\ndef f(x):\n    return pickle.dumps(x)\n",
        "import pickle\n\n\ndef test_one():\n    assert pickle.loads(f(1)) == 1\n",
        "unsupported-test",
    ),
    "executes-text": (
        "def f(x):\n    return f'y = {x}'\n",
        "def test_one():\n    s = {}\n    exec(f(1), s)\n    assert s['y'] == 1\n",
        "unsupported-test",
    ),
    "compiles-text": (
        "def f(x):\n    return f'{x}'\n",
        "def test_one():\n    assert eval(compile(f(1), 'x', 'eval')) == 1\n",
        "unsupported-test",
    ),
    "tasks-that-wait": (
        "import asyncio\n\n\nasync def f(jobs):\n    return await asyncio.gather(*jobs)\n",
        "import asyncio\n\n\ndef test_one():\n    order = []\n\n"
        "    async def job(n):\n        await asyncio.sleep(n / 50)\n        order.append(n)\n\n"
        "    asyncio.run(f([job(2), job(1)]))\n    assert order == [1, 2]\n",
        "unsupported-test",
    ),
    "prints-into-a-block": (
        "import contextlib, io\n\n\n@contextlib.contextmanager\ndef f(found):\n"
        "    out = io.StringIO()\n    with contextlib.redirect_stdout(out):\n        yield\n"
        "    found.append(out.getvalue())\n",
        "def test_one():\n    found = []\n    with f(found):\n        print('x')\n"
        "    assert found == ['x\\n']\n",
        "unsupported-test",
    ),
    "derives": (
        "class A:\n    pass\n\n\ndef f(x):\n    return x\n",
        "class B(solution.A):\n    pass\n\n\n" + ONE,
        "unsupported-test",
    ),
    "pickles": (
        "class A:\n    pass\n\n\ndef f(x):\n    return A()\n",
        "import pickle\n\n\ndef test_one():\n    pickle.dumps(f(1))\n",
        "unsupported-test",
    ),
    "patches": (
        "def f(x):\n    return int(abs(x))\n",
        "def test_one(monkeypatch):\n    monkeypatch.setattr('builtins.abs', lambda x: '2')\n"
        "    assert f(1) == 2\n",
        "unsupported-test",
    ),
    "reads-patched-input": (
        "import sys\n\n\ndef f(x):\n"
        "    return int(input()) + int(input('next ')) + sum(map(int, sys.stdin))\n",
        "import io\n\ndef test_one(monkeypatch):\n"
        "    monkeypatch.setattr('sys.stdin', io.StringIO('1\\n2\\n3\\n4'))\n"
        "    assert f(1) == 10\n\n\n"
        "def test_two(monkeypatch):\n    asked = []\n"
        "    monkeypatch.setattr('builtins.input', lambda *prompt: asked.append(prompt) or '5')\n"
        "    monkeypatch.setattr('sys.stdin', io.StringIO())\n"
        "    assert f(1) == 10\n    assert asked == [(), ('next ',)]\n",
        "",
    ),
    "reads-patched-input-wrongly": (
        "def f(x):\n    return int(input()) + 1\n",
        "def test_one(monkeypatch):\n"
        "    monkeypatch.setattr('builtins.input', lambda: '5')\n    assert f(1) == 5\n",
        "wrong-answer",
    ),
    "reads-what-nobody-gives": ("def f(x):\n    return int(input())\n", ONE, "exception"),
    "reads-at-import": ("x = input()\n" + GOOD, ONE, "exception"),
    "shares-files": (
        "def f(x):\n    return len(open(x).read())\n",
        "def test_one(tmp_path):\n    (tmp_path / 'a').write_text('ab')\n"
        "    assert f(str(tmp_path / 'a')) == 2\n",
        "unsupported-test",
    ),
    "wrong": ("def f(x):\n    return x\n", ONE, "wrong-answer"),
    "raises": ("def f(x):\n    return 1 / 0\n", ONE, "exception"),
    "syntax-error": ("def f(x)\n    return x\n", ONE, "syntax-error"),
    "raises-at-import": ("1 / 0\n", ONE, "exception"),
    "lacks-an-import": ("def f(x: List[int]) -> int:\n    return 2\n", ONE, "exception"),
    "raises-in-collection": (
        "def f(x):\n    raise KeyError(x)\n",
        "VALUE = f(1)\n\n\n" + ONE,
        "exception",
    ),
    "missing": ("def g(x):\n    return 2\n", ONE, "missing-entry-point"),
    "missing-attribute": (
        GOOD,
        "def test_one():\n    assert solution.g(1) == 2\n",
        "missing-entry-point",
    ),
    "too-much-output": ("def f(x):\n    print('x' * 2000000)\n    return 2\n", ONE, "output-limit"),
    "endless": ("def f(x):\n    while True:\n        pass\n", ONE, "time-limit"),
    "crashes": ("import os\n\n\ndef f(x):\n    os.abort()\n", ONE, "no-result"),
    "optional-name": (
        GOOD,
        "def test_one():\n    assert not hasattr(solution, 'g')\n    assert f(1) == 2\n",
        "",
    ),
    "prints": ("def f(x):\n    print('x' * 60000)\n    return x + 1\n", ONE, ""),
    "recursion": (
        "import sys\nsys.setrecursionlimit(10000)\n\n\n"
        "def f(x, n=5000):\n    return x + 1 if n == 0 else f(x, n - 1)\n",
        ONE,
        "",
    ),
    "threads": (
        "import threading\n\n\ndef f(x):\n    found = []\n"
        "    t = threading.Thread(target=lambda: found.append(x + 1))\n"
        "    t.start()\n    t.join()\n    return found[0]\n",
        ONE,
        "",
    ),
    "big-numbers": (
        "def f(x):\n    return 10 ** 5000 * x\n",
        "def test_one():\n    assert f(3) == 3 * 10 ** 5000\n",
        "",
    ),
    "main-guard": (GOOD + "\n\nif __name__ == '__main__':\n    print(f(int(input())))\n", ONE, ""),
    "patched-on-the-solution": (
        "import time\n\n\ndef f(x):\n    return time.sleep(x) or helper(x)\n\n\n"
        "def helper(x):\n    return 0\n",
        "def test_one(monkeypatch):\n    monkeypatch.setattr(solution, 'helper', lambda x: 7)\n"
        "    monkeypatch.setattr(solution.time, 'sleep', lambda x: None)\n"
        "    assert f(1000) == 7\n",
        "",
    ),
}
ROWS = {}
for key, (code, tests, _) in CASES.items():
    ROWS[f"{key}/plain"] = {"solution": code, "tests": IMPORT + tests}
    ROWS[f"{key}/pytest"] = {"solution": code, "tests": IMPORT + tests + FIXTURE}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return judged(ROWS, limits=Limits(cpu_seconds=1.0, wall_seconds=20.0))


@pytest.mark.parametrize("key", ROWS)
def test_the_reason(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict, reason = verdicts[key], CASES[key.partition("/")[0]][2]
    assert verdict.reason == reason, verdict.detail
    assert verdict.outcome is (REASONS[reason].outcome if reason else Outcome.ACCEPTED)
    assert verdict.verifier == "python_tests@1"
    assert bool(verdict.detail) == bool(reason)


def test_all_ways_of_a_target_must_accept() -> None:
    row = {
        "solution": GOOD,
        "entry_point": "f",
        "cases": [{"args": [n], "expected": n + 1} for n in range(60)],
        "assertions": ["assert f(1) == 2"],
        "tests": "from solution import f\n\ndef test_one():\n    assert f(2) == 3\n",
    }
    wrong_last = {
        **row,
        "tests": "from solution import f\n\ndef test_one():\n    assert f(2) == 4\n",
    }
    found = judged({"right": row, "wrong": wrong_last})
    assert found["right"].outcome is Outcome.ACCEPTED
    assert found["right"].verifier == "python_cases@1+python_tests@1"
    assert len(found["right"].checks) == 50
    assert found["right"].checks[-1].name.endswith(" more")
    assert found["wrong"].reason == "wrong-answer"


@pytest.mark.parametrize(
    ("tests", "plain"),
    [
        (IMPORT + ONE, True),
        ("def helper(x):\n    yield x\n\n\nclass Fake:\n    pass\n\n\n" + ONE, True),
        ("from solution import test_of_primes\n\n\n" + ONE, True),
        ("def test(one):\n    pass\n", False),
        ("def test(*, one=1):\n    pass\n", False),
        ("def test():\n    yield 1\n", False),
        ("async def test():\n    pass\n", False),
        ("class TestA:\n    def test(self):\n        pass\n", False),
        ("import unittest\n\n\nclass A(unittest.TestCase):\n    pass\n", False),
        ("@pytest.mark.skip\ndef test():\n    pass\n", False),
        ("@decorated\ndef test():\n    pass\n", False),
        ("def setup_function():\n    pass\n\n\n" + ONE, False),
        ("pytestmark = pytest.mark.skip\n" + ONE, False),
        ("test_two = lambda: 1\n" + ONE, False),
        ("if True:\n    def test():\n        pass\n", False),
        ("from helpers import test_it\n" + ONE, False),
        ("np = pytest.importorskip('numpy')\n" + ONE, False),
    ],
)
def test_only_plain_files_run_without_pytest(tests: str, plain: bool) -> None:
    assert plain_tests.is_plain(ast.parse(tests)) is plain


class Canned:
    """A sandbox that always gives one execution."""

    level, slots = "canned", 1

    def __init__(self, result: bytes, status: Status = Status.EXITED) -> None:
        self._execution = Execution(status=status, exit_code=0, result=result, level="canned")

    async def run(self, program: Program, limits: Limits) -> Execution:
        return self._execution


TARGET = PythonTarget(entry_point="f", tests="def test(): pass\n")
FORGED = [
    b'{"ok": 1}',
    b'{"ok": {}}',
    b'{"ok": {"tests": [["a", "passed"]], "collected": 1}}',
    b'{"ok": {"tests": 1, "collected": 1}}',
    b'{"ok": {"tests": [], "collected": "1"}}',
    b'{"ok": {"failed": ["nonsense", ""]}}',
    b'{"ok": {"failed": 5}}',
]


@pytest.mark.parametrize("result", [*FORGED, b"", b"garbage"])
@pytest.mark.parametrize("verifier", [PythonCases(), Stdio(), PythonTests()], ids=repr)
def test_a_forged_report_is_never_accepted(
    verifier: PythonCases | Stdio | PythonTests, result: bytes
) -> None:
    from verisynth.types import Case, StdioCase, StdioTarget

    stdio = StdioTarget(cases=(StdioCase("", ""),))
    cases = PythonTarget(entry_point="f", cases=(Case("()", "1"),))
    target = {"Stdio": stdio, "PythonCases": cases}.get(type(verifier).__name__, TARGET)
    judge = verifier.verify(target, "", sandbox=Canned(result), limits=LIMITS)
    try:
        verdict = asyncio.run(judge)
    except SandboxError:
        # The checker runs no code of the solution: what it garbles is our fault.
        assert isinstance(verifier, PythonTests)
        return
    assert verdict.outcome in (Outcome.REJECTED, Outcome.INVALID)


def test_a_failing_sandbox_is_not_a_rejection() -> None:
    class Broken(Canned):
        async def run(self, program: Program, limits: Limits) -> Execution:
            raise SandboxError("gone")

    for verifier in (PythonCases(), PythonTests()):
        with pytest.raises(SandboxError):
            asyncio.run(verifier.verify(TARGET, "", sandbox=Broken(b""), limits=LIMITS))


@pytest.mark.parametrize(
    ("tests", "shared"),
    [
        ("def test(tmp_path): pass", "files"),
        ("import sys\nsys.stdin = 1", ""),
        ("import sys\nsys.argv = 1", "sys.argv"),
        ("with patch('builtins.input'): pass", ""),
        ("import sys\nmonkeypatch.setattr(sys, 'stdin', 1)", ""),
        ("import sys\nmonkeypatch.setattr(sys, 'argv', 1)", "sys"),
        ("def test(monkeypatch): monkeypatch.setenv('A', 'b')", "what is patched (A)"),
        ("from unittest.mock import patch\nwith patch('time.sleep'): pass", "time.sleep"),
        ("import random\nrandom.seed(1)", "the random generator's state"),
        ("with pytest.warns(UserWarning): f()", "warnings"),
        ("with patch('solution.time.sleep'): pass", ""),
        ("def test(monkeypatch): monkeypatch.setattr(solution, 'x', 1)", ""),
        ("x.patch(1)", ""),
        ("from solution import A\nwith patch.object(A, 'x'): pass", ""),
        ("import time\nwith patch.object(time, 'sleep'): pass", "time"),
        ("def test(monkeypatch, a): monkeypatch.setattr(a, 'b', 1)", ""),
        ("(", ""),
    ],
)
def test_what_two_processes_do_not_share(tests: str, shared: str) -> None:
    found = uncrossable(tests)
    assert shared in found
    assert bool(shared) == bool(found)


TWO = """
import random


@pytest.fixture
def folder(tmp_path):
    return tmp_path


class TestTwo:
    def test_one(self, tmp_path):
        random.seed(1)

    def test_two(self):
        pass
"""


@pytest.mark.parametrize(
    ("failed", "shared"),
    [
        (["TestTwo::test_one[a-b]"], True),
        (["TestTwo::test_two"], False),
        (["test_two", "test_one"], True),
    ],
)
def test_only_what_failed_tests_share_matters(failed: list[str], shared: bool) -> None:
    without_fixture = TWO.replace("def folder(tmp_path)", "def folder()")
    assert bool(uncrossable(without_fixture, failed)) is shared
    assert uncrossable(TWO, failed)  # a fixture may be part of any test


def test_a_wrong_solution_is_rejected_beside_a_test_that_cannot_cross() -> None:
    tests = (
        "import random\nfrom solution import f\n\n\n"
        "def test_one():\n    assert f(1) == 2\n\n\n"
        "def test_two():\n    random.seed(1)\n    assert f(2)\n"
    )
    verdict = judged({"a": {"solution": "def f(x):\n    return x\n", "tests": tests}})["a"]
    assert verdict.reason == "wrong-answer"
