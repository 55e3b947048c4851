"""Templates about reading small text formats: settings, number ranges, logs, formulas."""

from __future__ import annotations

import re

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Refusal, Slip, Template


def settings(s: Scene) -> Draft:
    """Read key and value lines."""
    sign, comment = s.pick("=", ":", "->"), s.pick("#", ";", "//")
    twice = s.pick("first", "last", "longest", "join")
    fold, empty = s.coin(), s.pick("drop", "keep")
    strict = s.level == "hard"

    def truth(text: str) -> dict[str, str]:
        out: dict[str, list[str]] = {}
        for line in re.split("\n", text):
            found = re.fullmatch(rf"\s*(.*?)\s*{re.escape(sign)}\s*(.*?)\s*", line)
            if found and not line.strip().startswith(comment) and found[1]:  # noqa: SIM102
                if found[2] or empty == "keep":
                    key = found[1].lower() if fold else found[1]
                    out.setdefault(key, []).append(found[2])
        return {
            key: {
                "first": values[0],
                "last": values[-1],
                "join": "|".join(values),
                "longest": sorted(values, key=lambda value: -len(value))[0],
            }[twice]
            for key, values in out.items()
        }

    store = {
        "first": "result.setdefault(key, value)",
        "last": "result[key] = value",
        "longest": "if key not in result or len(value) > len(result[key]):\n"
        "                    result[key] = value",
        "join": 'result[key] = f"{result[key]}|{value}" if key in result else value',
    }[twice]
    wrong = {
        "first": "result[key] = value",
        "last": "result.setdefault(key, value)",
        "longest": "if key not in result or len(value) >= len(result[key]):\n"
        "            result[key] = value",
        "join": "result[key] = value",
    }[twice]
    rule = {
        "first": "the first value is kept",
        "last": "the last value is kept",
        "longest": "the longest value is kept, the first of equally long ones",
        "join": "all values are joined with `|`, in order",
    }[twice]
    lower = ".lower()" if fold else ""
    bad = (
        'if not key:\n                    raise ValueError(f"no key in {line!r}")'
        if strict
        else "if not key:\n                    continue"
    )
    skip = "" if empty == "keep" else "if not value:\n                    continue"
    rendered = store.replace("\n" + " " * 20, "\n" + " " * 12)

    def line() -> str:
        key = s.pick("mode", "Mode", "size", "name", "NAME")
        value = s.pick("on", "off", "42", "a b", "", f"x{sign}y", "long one")
        return s.pick(
            f"{key}{sign}{value}",
            f" {key} {sign} {value} ",
            f"{comment}{key}{sign}1",
            "",
            "nothing here",
        )

    return Draft(
        function=s.pick("read_settings", "parse_config", f"parse_{s.setting.one}_header"),
        parameters="text: str",
        returns="dict[str, str]",
        does="returns the settings of a small text format as a dictionary",
        rules=(
            "Lines are separated by `\\n`; white space around a line, a key and a value is "
            "ignored.",
            f"A line is a setting if it contains `{sign}`: the key is what stands before the first "
            f"`{sign}`, the value everything after it. Other lines, and lines that start with "
            f"`{comment}`, are skipped.",
            f"Keys are {'turned to lower case' if fold else 'kept as written, with case'}; if a key "  # noqa: E501
            f"occurs more than once, {rule}.",
            "A setting with an empty value "
            + ("counts with an empty string." if empty == "keep" else "is skipped."),
            "A setting with an empty key "
            + ("raises `ValueError`, whatever its value." if strict else "is skipped."),
        ),
        body=f"""
            result = {{}}
            for line in text.split("\\n"):
                line = line.strip()
                if line.startswith("{comment}") or "{sign}" not in line:
                    continue
                key, value = (part.strip() for part in line.split("{sign}", 1))
                {bad}
                key = key{lower}
                {skip}
                {store}
            return result
        """.replace("                key = key\n", ""),
        slips=(
            Slip(rendered, wrong, "keeps the wrong value of a repeated key"),
            Slip(f'line.split("{sign}", 1)', f'line.rsplit("{sign}", 1)', "cuts at the last sign"),
            Slip(f'line.startswith("{comment}") or ', "", "reads comments"),
            Slip("part.strip()", "part", "keeps white space"),
            Slip("key = key.lower()\n        ", "", "keeps the case of keys")
            if fold
            else Slip("in line.split", "in line.lower().split", "loses the case of the text"),
        ),
        truth=truth,
        probes=(
            ("",),
            ("nothing",),
            (f"a{sign}1",),
            (f" A {sign} 1 \n a{sign} 22\nA{sign}33",),
            (f"k{sign}x{sign}y{sign}z",),
            (f"{comment} a{sign}1\n  {comment}b{sign}2\nC{sign}3",),
            (f"a{sign}\nb{sign} \nc{sign}0",),
            (f"a{sign}one\na{sign}two\na{sign}x\nb{sign}B c",),
            *([] if strict else [(f"{sign}1\n {sign}2\nq{sign}3",)]),
        ),
        sample=lambda: ("\n".join(line() for _ in range(s.number(3, 7))),),
        approach="Each line is stripped and tested first, so that comments and other lines never "
        f"reach the split. Splitting once at the first `{sign}` leaves further ones in the value, "
        "and the rule for repeated keys is the one statement that stores.",
        refusals=(Refusal((f"{sign}1",)), Refusal((f"a{sign}1\n  {sign}",))) if strict else (),
    )


def ranges(s: Scene) -> Draft:
    """Expand a list of numbers and ranges."""
    comma, dash = s.pick(",", ";", " "), s.pick("-", "..", "~")
    close, order = s.coin(), s.pick("given", "sorted")
    back = s.pick("down", "skip", "error") if s.level != "easy" else "skip"
    most = s.pick(0, s.number(4, 8))

    def truth(text: str) -> list[int]:
        out: list[int] = []
        for part in re.findall(rf"\d+(?:{re.escape(dash)}\d+)?", text):
            ends = [int(number) for number in re.findall(r"\d+", part)]
            low, high = ends[0], ends[-1]
            values = list(range(min(low, high), max(low, high) + 1))
            if low > high:
                values = values[::-1] if back == "down" else []
            if not close and len(ends) == 2 and values:
                values.pop()
            out += values
        if order == "sorted":
            out = sorted(dict.fromkeys(out))
        return out[:most] if most else out

    stop = "high + step" if close else "high"
    up = "high + 1" if close else "high"
    case = {
        "down": f"""step = 1 if low <= high else -1
                numbers.extend(range(low, {stop}, step))""",
        "skip": f"numbers.extend(range(low, {up}))",
        "error": f"""if low > high:
                    raise ValueError(f"{{part!r}} runs backwards")
                numbers.extend(range(low, {up}))""",
    }[back]
    result = "sorted(set(numbers))" if order == "sorted" else "numbers"
    cut = f"[:{most}]" if most else ""
    end_word = stop if back == "down" else up
    wrong_end = "high" if close else ("high + step" if back == "down" else "high + 1")
    slips = [
        Slip(f"range(low, {end_word}", f"range(low, {wrong_end}", "treats range ends wrongly"),
        Slip(
            f"return {result}",
            "return numbers" if order == "sorted" else "return sorted(numbers)",
            "gets order or repeats wrong",
        ),
        Slip("numbers.append(int(part))", "numbers.append(int(part[-1]))", "reads one digit only"),
    ]
    if most:
        slips.append(Slip(f"[:{most}]", f"[:{most - 1}]", "stops one number early"))
    if back == "down":
        slips.append(
            Slip("if low <= high else -1", "if low <= high else 1", "skips falling ranges")
        )
    if back == "error":
        slips.append(Slip("if low > high", "if low == high + 1", "accepts most reversed ranges"))
    blank = "" if comma == " " else " "

    def part() -> str:
        low = s.number(1, 30)
        high = low + s.number(0, 4) - (s.number(2, 6) if back != "error" and s.pick(0, 1) else 0)
        return s.pick(str(low), f"{low}{dash}{max(high, 0)}", f"{blank}{low}{dash}{max(high, low)}")

    name = {",": "commas", ";": "semicolons", " ": "single spaces"}[comma]
    return Draft(
        function=s.pick("expand_ranges", "parse_numbers", f"parse_{s.setting.one}_numbers"),
        parameters="text: str",
        returns="list[int]",
        does=f"returns the {s.setting.one} numbers written in `text` as a list of integers",
        rules=(
            f"Parts are separated by {name}. A part is a number such as `12` or a range such as "
            f"`3{dash}6`; numbers are not negative."
            + (" White space around a part is ignored." if blank else ""),
            f"A range runs from its first number to its second, the second "
            f"{'included' if close else 'not included'}.",
            {
                "down": "If the first is greater, the range counts down in the same way.",
                "skip": "If the first is greater, the range is empty.",
                "error": "If the first is greater, `ValueError` is raised.",
            }[back],
            "The result is in ascending order without repeats."
            if order == "sorted"
            else "The result keeps the order of the text, repeats included.",
            *([f"Only the first {most} numbers of that result are returned."] if most else []),
            "An empty text gives an empty list.",
        ),
        body=f"""
            numbers = []
            for part in text.split("{comma}"):
                if not part.strip():
                    continue
                if "{dash}" not in part:
                    numbers.append(int(part))
                    continue
                low, high = map(int, part.split("{dash}"))
                {case}
            return {result}{cut}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            ("12",),
            (f"3{dash}6",),
            (comma.join(["14", f"3{dash}5", "14", "10"]),),
            (f"7{dash}7",),
            (comma.join([f"1{dash}20", "30"]),),
            *([] if back == "error" else [(f"6{dash}3",), (f"9{dash}8{comma}4",)]),
            (comma.join(["21", "2", f"18{dash}22", f"1{dash}3"]),),
            (comma.join(["5", "40", "15", "40", "5", "16", "41", "3", "33", "2"]),),
        ),
        sample=lambda: (comma.join(part() for _ in range(s.number(2, 5))),),
        approach="Every part is either one number or two ends; the separator inside a part tells "
        "which. `range` excludes its end, so the end is moved where the statement includes it, and "
        "order and repeats are settled once at the end.",
        refusals=(Refusal((f"6{dash}3",)), Refusal((f"1{comma}9{dash}2",)))
        if back == "error"
        else (),
    )


def formula(s: Scene) -> Draft:  # noqa: C901
    """Evaluate a small notation with its own rules."""
    notation = s.pick("left", "postfix", "prefix")
    plus, minus, extra = s.pick(("+", "-", "*"), ("add", "sub", "mul"), ("a", "s", "x"))
    third, code, name = s.pick(
        ("product", "left * right", "the product"),
        ("max", "max(left, right)", "the larger one"),
        ("min", "min(left, right)", "the smaller one"),
        ("gap", "abs(left - right)", "their distance (never negative)"),
    )
    limit = s.pick(0, s.number(20, 99))

    def apply(sign: str, left: int, right: int) -> int:
        if sign == plus:
            value = left + right
        elif sign == minus:
            value = left - right
        else:
            value = {
                "product": left * right,
                "max": [left, right][right > left],
                "min": [left, right][right < left],
            }.get(third, max(left - right, right - left))
        return max(-limit, min(limit, value)) if limit else value

    def tree(tokens: list[str]) -> int:
        if notation == "left":
            if len(tokens) == 1:
                return int(tokens[0])
            return apply(tokens[-2], tree(tokens[:-2]), int(tokens[-1]))
        if notation == "prefix":
            value, rest = descend(tokens)
        else:
            value, rest = descend(tokens[::-1])
        return value if not rest else 0

    def descend(tokens: list[str]) -> tuple[int, list[str]]:
        head, rest = tokens[0], tokens[1:]
        if head not in (plus, minus, extra):
            return int(head), rest
        one, rest = descend(rest)
        two, rest = descend(rest)
        return (apply(head, one, two) if notation == "prefix" else apply(head, two, one)), rest

    def write(depth: int) -> list[str]:
        if depth == 0 or s.number(0, 3) == 0:
            return [str(s.number(0, 12))]
        sign, left, right = s.pick(plus, minus, extra), write(depth - 1), write(depth - 1)
        if notation == "postfix":
            return [*left, *right, sign]
        return [sign, *left, *right] if notation == "prefix" else [*left, sign, *right]

    bound = f"value = max(-{limit}, min({limit}, value))" if limit else ""
    core = f"""
                if token == "{plus}":
                    value = left + right
                elif token == "{minus}":
                    value = left - right
                else:
                    value = {code}
                {bound}"""
    if notation == "left":
        body = f"""
            tokens = text.split()
            total = int(tokens[0])
            for token, number in zip(tokens[1::2], tokens[2::2]):
                left, right = total, int(number){core}
                total = value
            return total
        """
    else:
        loop = "text.split()" if notation == "postfix" else "reversed(text.split())"
        order = (
            "right, left = stack.pop(), stack.pop()"
            if notation == "postfix"
            else "left, right = stack.pop(), stack.pop()"
        )
        body = f"""
            stack = []
            for token in {loop}:
                if token not in ("{plus}", "{minus}", "{extra}"):
                    stack.append(int(token))
                    continue
                {order}{core}
                stack.append(value)
            return stack[0]
        """
    ask = {
        "left": "Numbers and operators alternate, starting and ending with a number. Operators are "
        "applied strictly from left to right; there is no precedence.",
        "postfix": "Each operator follows its two operands (postfix notation): `7 2 "
        f"{minus}` is 5.",
        "prefix": "Each operator stands before its two operands (prefix notation): "
        f"`{minus} 7 2` is 5.",
    }[notation]

    def show(sign: str, one: str, two: str) -> str:
        return {"left": f"{one} {sign} {two}", "postfix": f"{one} {two} {sign}"}.get(
            notation, f"{sign} {one} {two}"
        )

    slips = [
        Slip("left - right", "right - left", "subtracts the wrong way round"),
        Slip(
            code,
            {"product": "left + right", "max": "min(left, right)", "min": "max(left, right)"}.get(
                third, "left + right"
            ),
            "misreads one operator",
        ),
        Slip("value = left + right", "value = left + abs(right)", "loses negative values")
        if notation != "left"
        else Slip("tokens[1::2], tokens[2::2]", "tokens[1:-2:2], tokens[2::2]", "stops early"),
    ]
    if limit:
        slips.append(
            Slip(
                f"max(-{limit}, min({limit}, value))", f"min({limit}, value)", "has no lower bound"
            )
        )
    inner = show(minus, "3", "9")
    deep = show(plus, inner, "4") if notation == "left" else show(plus, "4", inner)
    low = show(minus, "0", "400")
    return Draft(
        function=s.pick("evaluate", "compute", f"{s.setting.one}_formula"),
        parameters="text: str",
        returns="int",
        does="returns the value of a small formula, written with spaces between its parts",
        rules=(
            f"Parts are whole numbers (not negative) and the operators `{plus}` (sum), `{minus}` "
            f"(first minus second) and `{extra}`, which gives {name}"
            + (" of the two." if third != "gap" else "."),
            ask,
            *(
                [
                    f"After each operator the value is limited: above {limit} it becomes {limit}, below "  # noqa: E501
                    f"-{limit} it becomes -{limit}."
                ]
                if limit
                else []
            ),
            "The formula is well formed and holds at least one number.",
        ),
        body=body,
        slips=slips,
        truth=lambda text: tree(text.split()),
        probes=(
            ("7",),
            (show(plus, "2", "5"),),
            (show(minus, "2", "9"),),
            (show(extra, "3", "8"),),
            (show(extra, "8", "3"),),
            (deep,),
            (low,),
            (show(extra, "30", "40"),),
            (show(plus, show(minus, "1", "8"), "2"),),
        ),
        sample=lambda: (" ".join(write(3)),),
        approach={
            "left": "Because there is no precedence, a running total and one loop over pairs of "
            "operator and number are enough.",
            "postfix": "Numbers go on a stack and an operator takes the two topmost; the one on top "  # noqa: E501
            "is the second operand.",
            "prefix": "Read from the right, prefix notation works with a stack: an operator finds "
            "its first operand on top.",
        }[notation]
        + " Each operator is one branch"
        + (", and the limit is applied to every intermediate value." if limit else "."),
    )


TEMPLATES = (
    Template("read-settings", ("easy", "medium", "hard"), settings),
    Template("number-ranges", ("easy", "medium", "hard"), ranges),
    Template("small-formula", ("medium", "hard"), formula),
)
