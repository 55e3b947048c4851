"""Printing and returning much, and all kinds of text."""

import contextlib
import json
import os
import sys

from tests.adversarial.honest import honest


@honest(1, stdout_bytes=60_000)
def prints_60_kB():
    for _ in range(1000):
        print("x" * 59)
    return 1


@honest(1, stdout_bytes=1_000_000)
def prints_1_MB():
    sys.stdout.write("y" * 1_000_000)
    return 1


@honest(1, stdout_bytes=1_048_576)
def prints_up_to_the_cap():
    os.write(1, b"z" * (1 << 19))
    sys.stdout.buffer.write(b"z" * (1 << 19))
    return 1


@honest(1, stdout_bytes=500_000)
def prints_on_both_streams_in_turn():
    for _ in range(5000):
        print("o" * 99)
        print("e" * 99, file=sys.stderr)
    return 1


@honest(3_000_000)
def returns_3_MB():
    text = "r" * 3_000_000
    return len(json.loads(json.dumps(text)))


@honest("ä" * 1000 + "\u2028\U0001f600")
def returns_unicode():
    return "ä" * 1000 + "\u2028\U0001f600"


@honest("")
def standard_input_is_empty():
    return sys.stdin.read()


@honest("5")
def main_guard_that_reads_standard_input():
    import io

    source = "if __name__ == '__main__':\n    a = input()\n    print(len(a) + 5)\n"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        sys.stdin = io.StringIO("\n")
        exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
    return out.getvalue().strip()


@honest("1.234,5")
def locale_and_formats():
    import locale

    locale.setlocale(locale.LC_ALL, "C")
    return f"{1234.5:,.1f}".translate(str.maketrans(",.", ".,"))
