"""Templates about integers: digits, divisibility, sequences."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def digit_figure(s: Scene) -> Draft:
    """Combine chosen digits of a number."""
    base, text = s.pick((10, "decimal"), (10, "decimal"), (2, "binary"), (16, "hexadecimal"))
    odd, right = s.coin(), s.coin()
    weight = s.pick(1, 2, 3) if s.level != "easy" else 1
    least = s.number(2, 5) if base > 2 else 0
    spread = s.coin() and base > 2

    def truth(number: int) -> int:
        digits, rest = [], abs(number)
        while rest:
            digits.append(rest % base)
            rest //= base
        digits = digits if right else digits[::-1]
        mine = [d for at, d in enumerate(digits, 1) if at % 2 == int(odd) and d >= least]
        others = [d for at, d in enumerate(digits, 1) if at % 2 != int(odd) and d >= least]
        return weight * sum(mine) - (sum(others) if spread else 0)

    form = {10: "str(abs(number))", 2: 'f"{abs(number):b}"', 16: 'f"{abs(number):x}"'}[base]
    order = "[::-1]" if right else ""
    start = "0" if odd else "1"
    limit = f" if digit >= {least}" if least else ""
    total = f"{weight} * sum(chosen)" if weight > 1 else "sum(chosen)"
    minus = " - sum(others)" if spread else ""
    others = f"others = [digit for digit in digits[{1 - int(start)}::2]{limit}]" if spread else ""
    place = "last (rightmost)" if right else "first (leftmost)"
    slips = [
        Slip(f"digits[{start}::2]", f"digits[{1 - int(start)}::2]", "takes the other positions"),
        Slip("abs(number)", "number", "fails on negative numbers"),
        Slip(f"{form}{order}", f"{form}{'' if right else '[::-1]'}", "counts from the other end"),
    ]
    if least:
        slips.append(Slip(f"digit >= {least}", f"digit > {least}", f"leaves out the {least}"))
    return Draft(
        function=s.pick("digit_score", "check_figure", f"{s.setting.one}_checksum"),
        parameters="number: int",
        returns="int",
        does=f"returns a figure made of the {text} digits of a number",
        rules=(
            f"Digits are counted from the {place} one, which has position 1; the sign is ignored.",
            *(
                [f"Digits smaller than {least} count as nothing (but keep their position)."]
                if least
                else []
            ),
            f"The figure is {f'{weight} times ' if weight > 1 else ''}the sum of the digits at "
            f"{'odd' if odd else 'even'} positions"
            + (", minus the sum of the digits at the other positions." if spread else "."),
            "A digit counts with its value (`a` is 10, `f` is 15)."
            if base == 16
            else "The number 0 has the single digit 0.",
        ),
        body=f"""
            digits = [int(digit, {base}) for digit in {form}{order}]
            chosen = [digit for digit in digits[{start}::2]{limit}]
            {others}
            return {total}{minus}
        """,
        slips=slips,
        truth=truth,
        probes=(
            (0,),
            (9,),
            (-98765,),
            (1234567,),
            (-10,),
            (505050,),
            (5050505,),
            (255,),
            (4095,),
            (22334455,),
            (0x25A3F4,),
            (least,),
            (least * base,),
            (base + least,),
        ),
        sample=lambda: (s.number(-9_999_999, 99_999_999),),
        approach=f"Writing the absolute value in base {base} gives its digits directly; "
        f"{'reversed, they count from the right' if right else 'they count from the left'}. A "
        "slice with step 2 picks every second position before small digits are filtered out, so "
        "positions are never shifted.",
    )


def divisible(s: Scene) -> Draft:
    """Count or sum numbers of a range by divisibility."""
    good = s.number(2, 7)
    bad = s.pick(*[n for n in range(3, 13) if n % good and good % n])
    close, swap = s.coin(), s.coin()
    shape = s.pick("count", "sum", "list", "largest")
    either = s.pick("and not", "or", "xor")

    def truth(low: int, high: int) -> object:
        if swap and low > high:
            low, high = high, low
        hits = []
        number = low
        while number < high or (close and number == high):
            g, b = number % good == 0, number % bad == 0
            if {"and not": g and not b, "or": g or b}.get(either, g != b):
                hits.append(number)
            number += 1
        if shape == "largest":
            return hits[-1] if hits else None
        return {"count": len(hits), "sum": sum(hits)}.get(shape, hits)

    test = {
        "and not": f"number % {good} == 0 and number % {bad} != 0",
        "or": f"number % {good} == 0 or number % {bad} == 0",
        "xor": f"(number % {good} == 0) != (number % {bad} == 0)",
    }[either]
    wrong = {
        "and not": f"number % {good} == 0",
        "or": f"number % {good * bad} == 0",
        "xor": f"number % {good} == 0 or number % {bad} == 0",
    }[either]
    words = {
        "and not": f"divisible by {good} but not by {bad}",
        "or": f"divisible by {good} or by {bad} (or both)",
        "xor": f"divisible by {good} or by {bad} but not by both",
    }[either]
    result = {
        "count": "len(hits)",
        "sum": "sum(hits)",
        "list": "hits",
        "largest": "max(hits, default=None)",
    }[shape]
    what = {
        "count": "the number of integers",
        "sum": "the sum of the integers",
        "list": "the ascending list of integers",
        "largest": "the largest integer",
    }[shape]
    none = {"count": "0", "sum": "0", "list": "an empty list", "largest": "`None`"}[shape]
    end = "high + 1" if close else "high"
    order = "low, high = min(low, high), max(low, high)" if swap else ""
    both = good * bad
    slips = [
        Slip(
            f"range(low, {end})",
            f"range(low, {'high' if close else 'high + 1'})",
            "treats the upper end the other way",
        ),
        Slip(test, wrong, "gets the second divisor wrong"),
        Slip("range(low, ", "range(low + 1, ", "leaves out the lower end"),
    ]
    if swap:
        slips.append(Slip(f"    {order}\n", "", "ignores swapped ends"))
    single = good * (bad - 1) if good * (bad - 1) % bad else good
    return Draft(
        function=s.pick("pick_numbers", "matching_numbers", f"{s.setting.one}_numbers"),
        parameters="low: int, high: int",
        returns={"list": "list[int]", "largest": "int | None"}.get(shape, "int"),
        does=f"returns {what} between `low` and `high` that are {words}"
        if shape != "largest"
        else f"returns {what} between `low` and `high` that is {words}",
        rules=(
            f"`low` itself belongs to the range, `high` {'does too' if close else 'does not'}.",
            "If `low` is greater than `high`, the two are swapped first."
            if swap
            else "If `low` is greater than `high`, the range is empty.",
            f"Both may be negative; 0 is divisible by everything. Without any match the result is "
            f"{none}.",
        ),
        body=f"""
            {order}
            hits = [number for number in range(low, {end}) if {test}]
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            (single, single + 1),
            (single - 1, single),
            (single, single),
            (single + 1, 2),
            (1, both),
            (-both, -1),
            (-single, single),
            (5, 5),
            (both - 1, both + 1),
            (40, -3),
            (-single, -single + 1),
            (good * (bad + 1) if good * (bad + 1) % bad else good, 99),
        ),
        sample=lambda: (s.number(-20, 20), s.number(10, 70)),
        approach="The range is put in order first, with its end moved by one where the end "
        "belongs to it. A single comprehension tests both remainders; Python's `%` gives 0 for "
        "multiples of either sign, so negatives need no extra care.",
    )


def steps(s: Scene) -> Draft:
    """Iterate a rule on a number until it reaches a goal."""
    divide = s.pick(2, 3)
    factor = s.number(2, 5)
    goal, limit = s.pick(1, 4, 7, 10), s.number(5, 9)
    add = s.pick(*[n for n in range(1, 8) if n != goal])
    shape = s.pick("path", "sum", "pair")

    def follow(number: int) -> list[int]:
        path = [number]
        for _ in range(limit):
            if path[-1] <= goal:
                break
            now = path[-1]
            path.append(
                now // divide
                if now % divide == 0
                else now * factor + add
                if now % 10 < 5
                else now - add
            )
        return path

    def truth(number: int) -> object:
        path = follow(number)
        return {"pair": (len(path) - 1, path[-1]), "sum": sum(path)}.get(shape, path)

    long = [n for n in range(goal + 1, 99) if follow(n)[-1] > goal]
    small = [n for n in range(goal + 1, 99) if n % divide and n % 10 < 5]

    result = {"pair": "(len(path) - 1, path[-1])", "sum": "sum(path)", "path": "path"}[shape]
    what = {
        "pair": "the number of steps and the last value, as a tuple,",
        "sum": "the sum of all values met, start and end included,",
        "path": "the list of all values met, start and end included,",
    }[shape]
    slips = [
        Slip(f"path[-1] > {goal}", f"path[-1] >= {goal}", "goes on at the goal itself"),
        Slip("number % 10 < 5", "number % 10 <= 5", "treats a last digit of 5 as small"),
        Slip(f"number * {factor} + {add}", f"(number + {add}) * {factor}", "adds too early"),
        Slip(
            result,
            {"pair": "(len(path), path[-1])", "sum": "sum(path[1:])", "path": "path[1:]"}[shape],
            "gets the start value wrong",
        ),
        Slip(f"<= {limit}", f"< {limit}", "stops one step early"),
    ]
    return Draft(
        function=s.pick("steps_down", "walk_down", "reach_goal"),
        parameters="number: int",
        returns="list[int]" if shape == "path" else {"pair": "tuple[int, int]"}.get(shape, "int"),
        does=f"returns {what} when the rule below is repeated from `number` until the value is "
        f"{goal} or less",
        rules=(
            f"A value divisible by {divide} is divided by {divide}.",
            f"Any other value whose last decimal digit is 0 to 4 becomes {factor} times itself "
            f"plus {add}; any other is lowered by {add}.",
            f"`number` is a positive integer; if it is already {goal} or less, no step is made.",
            f"At most {limit} steps are made, even if the value is still above {goal} then; "
            "values may become zero or negative.",
        ),
        body=f"""
            path = [number]
            while path[-1] > {goal} and len(path) <= {limit}:
                number = path[-1]
                if number % {divide} == 0:
                    path.append(number // {divide})
                elif number % 10 < 5:
                    path.append(number * {factor} + {add})
                else:
                    path.append(number - {add})
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            (goal or 1,),
            (goal + 1,),
            (goal + 2,),
            (goal * divide,),
            *((n,) for n in long[:2] + small[:2]),
            (25,),
            (35,),
            (27,),
            (1,),
        ),
        sample=lambda: (s.number(goal + 2, 60),),
        approach="The whole path is kept in a list, so every figure asked for can be read off at "
        "its end. The step limit is checked before each step: a path has one value more than "
        "steps.",
    )


TEMPLATES = (
    Template("digit-figure", ("easy", "medium", "hard"), digit_figure),
    Template("divisible-range", ("easy", "medium"), divisible),
    Template("step-rule", ("medium", "hard"), steps),
)
