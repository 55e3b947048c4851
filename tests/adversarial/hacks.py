"""Wrong solutions that cheat their judge, and the careless judges they do cheat.

Each claims to be ``solve(xs)``, the sum of ``xs``. The careless judges show that the tricks work:
they are made like common ones, with the answers in the process of the code they judge. They run
in a box all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

CASES = [([1, 2, 3], 6), ([], 0), ([-5, 2], -3), ([10, 10, 10, 10, 10], 50)]
HONEST = "def solve(xs):\n    return sum(xs)\n"
WRONG = "def solve(xs):\n    return 7\n"


@dataclass(frozen=True, slots=True)
class Hack:
    """One trick."""

    name: str
    solution: str


def _function(*lines: str, before: str = "") -> str:
    return before + "\n\ndef solve(xs):\n" + "".join(f"    {line}\n" for line in lines)


EQUAL = """
class E:
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
"""

HACKS = (
    Hack("leave in the call", _function("import os; os._exit(0)")),
    Hack("leave at the import", "import os; os._exit(0)\n" + WRONG),
    Hack("exit in the call", _function("raise SystemExit(0)")),
    Hack("exit at the import", "import sys; sys.exit(0)\n" + WRONG),
    Hack("exit by the C library", _function("import ctypes; ctypes.CDLL(None)._exit(0)")),
    Hack(
        "become another program",
        _function("import os, sys; os.execv(sys.executable, [sys.executable, '-S', '-c', ''])"),
    ),
    Hack("parent leaves, child goes on", "import os\nif os.fork(): os._exit(0)\n" + WRONG),
    Hack(
        "thread that leaves",
        "import os, threading, time\n"
        "threading.Thread(target=lambda: os._exit(0), daemon=True).start()\n"
        "time.sleep(0.2)\n" + WRONG,
    ),
    Hack(
        "leave when anything is called",
        "import os, sys\nsys.setprofile(lambda *about: os._exit(0))\n" + WRONG,
    ),
    Hack("equal to everything", _function("return E()", before=EQUAL)),
    Hack(
        "number equal to everything",
        _function("return I(7)", before=EQUAL.replace("class E", "class I(int)")),
    ),
    Hack(
        "float equal to everything",
        _function("return F(7)", before=EQUAL.replace("class E", "class F(float)")),
    ),
    Hack(
        "class equal to everything",
        _function(
            "return C",
            before=EQUAL.replace("class E", "class M(type)") + "\nclass C(metaclass=M): pass\n",
        ),
    ),
    Hack(
        "answers in the caller's variables",
        _function(
            "import sys; frame = sys._getframe()",
            "while frame := frame.f_back:",
            "    if 'expected' in frame.f_locals: return frame.f_locals['expected']",
            "return 7",
        ),
    ),
    Hack(
        "answers changed in the caller",
        _function(
            "import ctypes, sys; frame = sys._getframe()",
            "while frame := frame.f_back:",
            "    if 'expected' in frame.f_locals:",
            "        frame.f_locals['expected'] = 7",
            "        if sys.version_info < (3, 13):",
            "            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), 0)",
            "return 7",
        ),
    ),
    Hack(
        "answers found by the collector",
        _function(
            "import gc",
            "for thing in gc.get_objects():",
            "    if type(thing) is list and thing and type(thing[0]) is tuple:",
            "        for pair in thing:",
            "            if type(pair) is tuple and pair[0] == xs: return pair[1]",
            "return 7",
        ),
    ),
    Hack(
        "comparison replaced",
        _function(
            "import sys; frame = sys._getframe()",
            "while frame := frame.f_back:",
            "    if 'same' in frame.f_globals: frame.f_globals['same'] = lambda a, b: True",
            "return 7",
        ),
    ),
    Hack("all is true", "import builtins\nbuiltins.all = lambda things: True\n" + WRONG),
    Hack(
        "writing replaced",
        "import os\nwrite = os.write\n"
        "os.write = lambda fd, data: write(fd, data.replace(b'failed', b'passed'))\n" + WRONG,
    ),
    Hack(
        "verdict on every descriptor",
        _function(
            "import os",
            "for fd in range(3, 256):",
            "    try: os.write(fd, b'passed')",
            "    except OSError: pass",
            "os._exit(1)",
        ),
    ),
    Hack(
        "claims on every descriptor",
        _function(
            "import json, os",
            "claims = [[n, {'value': ['int', hex(7)]}] for n in range(9)]",
            "text = json.dumps({'ok': {'claims': claims, 'status': 'passed'}}).encode()",
            "for fd in range(3, 256):",
            "    try: os.write(fd, text)",
            "    except OSError: pass",
            "os._exit(0)",
        ),
    ),
    Hack("changes its argument", _function("xs.clear()", "return 0")),
    Hack(
        "counts the calls",
        "calls = []\n"
        + _function("calls.append(1)", "return [6, 0, -3, 50][(len(calls) - 1) % 4]"),
    ),
    Hack(
        "pickle that runs code",
        _function(
            "return P()",
            before="class P:\n    def __reduce__(self):\n"
            '        return eval, (\'type("E", (), {"__eq__": lambda s, o: True})()\',)\n',
        ),
    ),
    Hack(
        "raises past the judge",
        _function(
            "import os, sys", "sys.excepthook = lambda *about: os._exit(0)", "raise BaseException"
        ),
    ),
)

CARELESS = '''
import os, pickle, sys

CASES = {cases!r}
WAYS = ("loop", "all", "function", "reference", "pickle")


def same(value, expected):
    return value == expected


def check(way, solve):
    if way == "all":
        assert all([solve(list(xs)) == expected for xs, expected in CASES])
    for xs, expected in CASES:
        xs = list(xs)
        if way == "loop":
            value = solve(xs)
            assert value == expected
        if way == "function":
            value = solve(xs)
            assert same(value, expected)
        if way == "reference":
            assert solve(xs) == sum(xs)
        if way == "pickle":
            assert pickle.loads(pickle.dumps(solve(xs))) == expected


def accepts(way, source):
    """Whether the child ends well or says that it passed."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.dup2(writer, 5)
        os.closerange(6, 256)  # the outer result is not what is to be forged here
        code = 1
        try:
            space = {{"__name__": "solution"}}
            sys.modules["solution"] = sys.modules["__main__"]
            exec(source, space)
            for name, value in space.items():
                setattr(sys.modules["solution"], name, value)
                if isinstance(value, type) and name != "__builtins__":
                    value.__module__ = "solution"
            check(way, space["solve"])
            os.write(5, b"passed")
            code = 0
        except SystemExit as leaving:
            code = leaving.code or 0
        except BaseException as problem:
            os.write(5, b"failed")
            if type(problem) is BaseException:
                sys.excepthook(None, problem, None)
        finally:
            os._exit(code)
    os.close(writer)
    _, status = os.wait()
    said = os.read(reader, 9999)
    return os.waitstatus_to_exitcode(status) == 0 or b"passed" in said


def main(channel):
    return [way for way in WAYS if accepts(way, {solution!r})]
'''


def careless(solution: str) -> str:
    """A program that tells which of the careless judges accept the solution."""
    return CARELESS.format(cases=CASES, solution=solution)
