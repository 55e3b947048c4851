"""Programs that compute with whole numbers."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def bases(s: Scene) -> Draft:
    """Convert numbers between bases."""
    source, target = s.pick(2, 3, 5, 8, 10), s.pick(2, 4, 6, 7, 9)
    width, total = s.pick(0, s.number(4, 8)), s.coin()
    word = s.pick("bad", "error", "?")

    def digits(number: int) -> str:
        out = ""
        while number or not out:
            number, rest = divmod(number, target)
            out = str(rest) + out
        return out

    def truth(rows: list[str]) -> list[str]:
        out, whole = [], 0
        for row in rows:
            sign, text = (-1, row[1:]) if row.startswith("-") else (1, row)
            if not text or any(digit not in "0123456789"[:source] for digit in text):
                out.append(word)
                continue
            number = 0
            for digit in text:
                number = number * source + int(digit)
            whole += sign * number
            shown = digits(number).rjust(width, "0")
            out.append(("-" if sign < 0 and number else "") + shown)
        return [*out, f"sum {whole}"] if total else out or ["nothing"]

    pad = f".zfill({width})" if width else ""
    last = 'print("sum", total)' if total else 'if not lines:\n                print("nothing")'
    return Draft(
        title="other bases",
        task=f"prints numbers given in base {source} in base {target}",
        reads=(
            f"Every line holds one word without spaces. It is a number if it consists of one or "
            f"more digits 0 to {source - 1}, with or without a single `-` in front. The input "
            "may be empty.",
        ),
        rules=(
            f"For each number print its value written in base {target}, with a `-` in front if it is "  # noqa: E501
            "negative, and without needless zeros in front (zero is one 0)."
            + (
                f" Then fill the digits with zeros on the left to at least {width}; the sign does not "  # noqa: E501
                "count."
                if width
                else ""
            ),
            f"For a line that is no number print `{word}`.",
            "At the end print `sum` and the sum of all numbers in decimal."
            if total
            else "For an empty input print `nothing`.",
        ),
        body=f"""
            total = 0
            for line in lines:
                text = line.removeprefix("-")
                if not text or not set(text) <= set("{"0123456789"[:source]}"):
                    print("{word}")
                    continue
                number = int(text, {source})
                negative = line.startswith("-") and number > 0
                total += -number if negative else number
                digits = ""
                while number or not digits:
                    number, rest = divmod(number, {target})
                    digits = str(rest) + digits
                print(("-" if negative else "") + digits{pad})
            {last}
        """,
        slips=(
            Slip("while number or not digits", "while number", "prints nothing for zero")
            if not width
            else Slip(pad, f".zfill({width + 1})", "fills up too far"),
            Slip("str(rest) + digits", "digits + str(rest)", "writes the digits backwards"),
            Slip(" and number > 0", "", "prints a negative zero"),
            Slip(
                f"int(text, {source})",
                f"int(text, {source + 1 if source < 10 else 11})",
                "reads the number in another base",
            ),
        ),
        feed=lambda rows: rows,
        truth=truth,
        probes=(
            ([],),
            (["0", "-0", "000"],),
            (["1", "10", "100", "-11"],),
            (["9a", "--1", "-", "19"],),
            (["1011", "-1100101", "0001"],),
            (["11111111", "10000000"],),
            (["-", "12", "2"],),
        ),
        sample=lambda: (
            [
                s.pick("", "", "-") + s.text("0123456789"[:source], 1, 7)
                for _ in range(s.number(2, 5))
            ],
        ),
        approach="`int` with a base reads the number once its digits have been checked. The digits of "  # noqa: E501
        "the new base come out of repeated division, last one first, so each is put in front of "
        "those before.",
    )


def fractions(s: Scene) -> Draft:
    """Combine fractions exactly."""
    what, start, code, wrong = s.pick(
        ("sum", "Fraction(0)", "result + value", "result + abs(value)"),
        ("product", "Fraction(1)", "result * value", "result + value"),
        ("alternating sum", "Fraction(0)", "value - result", "result - value"),
    )
    mixed, limit = s.coin(), s.pick(0, s.number(2, 6))
    empty = s.pick("empty", "none", "no fractions")

    def truth(rows: list[tuple[int, int]]) -> list[str]:
        good = [Fraction(a, b) for a, b in rows if b]
        good = [
            f if not limit or abs(f) <= limit else Fraction(limit if f > 0 else -limit)
            for f in good
        ]
        if not good:
            return [empty]
        if what == "sum":
            result = sum(good, Fraction(0))
        elif what == "product":
            result = Fraction(1)
            for one in good:
                result = result * one
        else:
            result = sum(
                (f if at % 2 == 0 else -f for at, f in enumerate(reversed(good))), Fraction(0)
            )
        if result.denominator == 1:
            return [str(result.numerator)]
        whole = abs(result.numerator) // result.denominator
        if mixed and whole:
            rest = abs(result) - whole
            sign = "-" if result < 0 else ""
            return [f"{sign}{whole} {rest.numerator}/{rest.denominator}"]
        return [f"{result.numerator}/{result.denominator}"]

    bound = f"value = max(Fraction(-{limit}), min(Fraction({limit}), value))" if limit else ""
    show = (
        """
            whole, rest = divmod(abs(result.numerator), result.denominator)
            if whole and rest:
                sign = "-" if result < 0 else ""
                print(f"{sign}{whole} {rest}/{result.denominator}")
            else:
                print(result)"""
        if mixed
        else """
            print(result)"""
    )
    rule = {
        "sum": "the sum of all fractions",
        "product": "the product of all fractions",
        "alternating sum": "the last fraction minus the one before it plus the one before that, and "  # noqa: E501
        "so on to the first",
    }[what]
    slips = [
        Slip(code, wrong, f"computes something else than the {what}"),
        Slip("if int(bottom) == 0:", "if int(top) == 0:", "skips zero instead of division by zero"),
        Slip(f'print("{empty}")', "print(0)", "prints 0 when there is nothing"),
    ]
    if mixed:
        slips.append(
            Slip(
                "divmod(abs(result.numerator)",
                "divmod((result.numerator)",
                "splits negative results wrongly",
            )
        )
    if limit:
        slips.append(Slip(f"min(Fraction({limit}), value)", "value", "has no upper limit"))
    return Draft(
        title=f"{what} of fractions",
        task=f"prints the exact {what} of fractions",
        reads=(
            "Every line is `A/B` with two integers; A may be negative, B is 0 or greater. The "
            "input may be empty.",
        ),
        rules=(
            "Lines with B equal to 0 are ignored."
            + (
                f" Fractions above {limit} count as {limit}, fractions below -{limit} as -{limit}."
                if limit
                else ""
            ),
            f"The result is {rule}.",
            "Print it in lowest terms as `A/B` with B above 0, or as an integer if B would be 1."
            + (
                " A result that is no integer and whose absolute value is above 1 is printed as a "
                "mixed number instead: sign, whole part, a space and the rest, for example "
                "`-2 1/3`."
                if mixed
                else ""
            ),
            f"If no fraction is left, print `{empty}`.",
        ),
        imports="from fractions import Fraction",
        body=f"""
            result = {start}
            found = False
            for line in lines:
                top, bottom = line.split("/")
                if int(bottom) == 0:
                    continue
                value = Fraction(int(top), int(bottom))
                {bound}
                result = {code}
                found = True
            if not found:
                print("{empty}")
                return{show}
        """,
        slips=slips,
        feed=lambda rows: [f"{a}/{b}" for a, b in rows],
        truth=truth,
        probes=(
            ([],),
            ([(3, 0)],),
            ([(0, 5)],),
            ([(2, 4)],),
            ([(1, 2), (1, 3), (-5, 6)],),
            ([(-7, 3)],),
            ([(99, 2), (1, 3)],),
            ([(5, 2), (0, 7), (3, 0), (-1, 4)],),
            ([(-9, 4), (2, 3)],),
            ([(7, 2), (3, 1)],),
        ),
        sample=lambda: ([(s.number(-9, 9), s.number(0, 6)) for _ in range(s.number(2, 5))],),
        approach="`Fraction` computes exactly and keeps results in lowest terms, so there is no "
        "rounding to worry about. Only the output needs care"
        + (", because a negative mixed number has its sign in front." if mixed else "."),
    )


def divisors(s: Scene) -> Draft:  # noqa: C901
    """Judge numbers by their divisors."""
    proper = s.coin()
    shape = s.pick("count", "sum", "largest", "list")
    least = s.pick(1, 2, 3)
    odd = s.pick("all", "odd", "even")
    word = s.pick("none", "-", "0 found")

    def truth(numbers: list[int]) -> list[str]:
        out = []
        for number in numbers:
            found = set()
            for small in range(1, number + 1):
                if small * small > number:
                    break
                if number % small == 0:
                    found |= {small, number // small}
            good = sorted(
                n
                for n in found
                if n >= least
                and not (proper and n == number)
                and (odd == "all" or n % 2 == (odd == "odd"))
            )
            if not good:
                out.append(f"{number}: {word}")
                continue
            shown = {"count": len(good), "sum": sum(good), "largest": good[-1]}.get(
                shape, " ".join(map(str, good))
            )
            out.append(f"{number}: {shown}")
        return out

    stop = "number" if proper else "number + 1"
    other = "number + 1" if proper else "number"
    parity = {"all": "", "odd": " and divisor % 2 == 1", "even": " and divisor % 2 == 0"}[odd]
    show = {
        "count": "len(found)",
        "sum": "sum(found)",
        "largest": "max(found)",
        "list": '" ".join(map(str, found))',
    }[shape]
    wrong = {
        "count": "sum(found)",
        "sum": "len(found)",
        "largest": "min(found)",
        "list": '",".join(map(str, found))',
    }[shape]
    if shape == "list":
        wrong = '" ".join(map(str, found[::-1]))'
    slips = [
        Slip(
            f"range({least}, {stop})",
            f"range({least}, {other})",
            "treats the number itself the other way",
        ),
        Slip(show, wrong, "prints something else about the divisors"),
        Slip(f"range({least}, ", f"range({least + 1}, ", "starts one too late"),
        Slip(f'else "{word}"', "else 0", "words the empty case differently"),
    ]
    if least == 1 and not proper and odd != "even":
        # Every number has such a divisor, itself or 1.
        slips = [slip for slip in slips if "empty case" not in slip.why]
    if least == 1 and odd == "even":
        slips = [slip for slip in slips if slip.why != "starts one too late"]
    if odd != "all":
        slips.append(
            Slip(
                parity,
                " and divisor % 2 == " + ("0" if odd == "odd" else "1"),
                "keeps the wrong divisors",
            )
        )
    if shape == "largest" or (odd == "odd" and least == 2) or (odd == "even" and least == 3):
        slips = [slip for slip in slips if slip.why != "starts one too late"]
    what = {
        "count": "how many divisors",
        "sum": "the sum of the divisors",
        "largest": "the largest of the divisors",
        "list": "the divisors",
    }[shape]
    kind = {"all": "", "odd": "odd ", "even": "even "}[odd]
    return Draft(
        title="divisors",
        task=f"prints {what} of a certain kind numbers have",
        reads=(
            "The numbers stand on one or more lines, separated by any white space; each is a "
            "whole number from 1 to 10000. The input may be empty.",
        ),
        rules=(
            f"Looked at are the {kind}divisors of a number that are at least {least}; the number "
            f"itself {'does not count' if proper else 'counts too if it is of that kind'}.",
            f"For each number, in input order, print `NUMBER: RESULT`; the result is {what}"
            + (
                " it has."
                if shape == "count"
                else ", ascending, with single spaces."
                if shape == "list"
                else "."
            ),
            f"If it has no such divisor, the result is `{word}`. For an empty input print nothing.",
        ),
        body=f"""
            for word in " ".join(lines).split():
                number = int(word)
                found = [
                    divisor
                    for divisor in range({least}, {stop})
                    if number % divisor == 0{parity}
                ]
                print(f"{{number}}:", {show} if found else "{word}")
        """,
        slips=slips,
        feed=lambda numbers: (
            [" ".join(map(str, numbers[:3])), *map(str, numbers[3:])] if numbers else []
        ),
        truth=truth,
        probes=(
            ([],),
            ([1],),
            ([2, 3, 4],),
            ([7],),
            ([12, 18, 30, 45],),
            ([16, 15, 27, 64],),
            ([360, 97, 105],),
            ([6, 8, 9, 10, 6],),
        ),
        sample=lambda: (s.ints(s.number(2, 5), 1, 400),),
        approach="A comprehension collects the divisors that count, with the end of the range "
        f"{'leaving out' if proper else 'including'} the number itself. With numbers of this size "
        "testing every candidate is fast enough and leaves no room for mistakes.",
    )


TEMPLATES = (
    Template("other-bases", ("medium", "hard"), bases),
    Template("exact-fractions", ("medium", "hard"), fractions),
    Template("divisor-figures", ("easy", "medium"), divisors),
)
