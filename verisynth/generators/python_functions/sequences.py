"""Templates about lists: chunks, interleaving, repeats."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def chunks(s: Scene) -> Draft:  # noqa: C901
    """Cut a list into groups."""
    size = s.number(2, 6)
    policy = s.pick("keep", "drop", "merge", "pad")
    fill = s.pick(0, -1, None) if policy == "pad" else None
    inner = s.pick("", "", "ascending", "descending") if policy != "pad" else ""
    snake = s.level != "easy" and not inner and s.coin()
    many = s.setting.many

    def truth(values: list[int]) -> list[list[int | None]]:
        groups: list[list[int | None]] = []
        for at, value in enumerate(values):
            if at % size == 0:
                groups.append([])
            groups[-1].append(value)
        if groups and len(groups[-1]) < size:
            rest = groups.pop()
            if policy == "merge" and groups:
                groups[-1] += rest
            elif policy == "pad":
                groups.append(rest + [fill] * (size - len(rest)))
            elif policy != "drop":
                groups.append(rest)
        if inner:
            return [
                sorted(group, key=lambda value: value or 0, reverse=inner == "descending")
                for group in groups
            ]
        return [group[::-1] if snake and at % 2 else group for at, group in enumerate(groups)]

    rest = {
        "keep": "is kept as a shorter last group",
        "drop": "is dropped",
        "merge": "is added to the end of the group before it, if there is one; otherwise it "
        "forms the only group",
        "pad": f"is filled up with `{fill}`",
    }[policy]
    step = {
        "keep": "",
        "drop": f"if groups and len(groups[-1]) < {size}:\n                groups.pop()",
        "merge": f"if len(groups) > 1 and len(groups[-1]) < {size}:\n"
        "                rest = groups.pop()\n                groups[-1].extend(rest)",
        "pad": f"if groups:\n                missing = {size} - len(groups[-1])\n"
        f"                groups[-1].extend([{fill}] * missing)",
    }[policy]
    turned = (
        "return [\n                group[::-1] if at % 2 else group "
        "for at, group in enumerate(groups)\n            ]"
        if snake
        else {
            "": "return groups",
            "ascending": "return [sorted(group) for group in groups]",
            "descending": "return [sorted(group, reverse=True) for group in groups]",
        }[inner]
    )
    slips = [
        Slip(f"< {size}:", f"<= {size}:", "drops a complete last group too")
        if policy == "drop"
        else Slip("range(0, len(values),", "range(0, len(values) - 1,", "loses a last value"),
        Slip(f"start + {size}]", f"start + {size - 1}]", "makes groups one too short"),
        Slip(f"len(values), {size})", f"len(values), {size + 1})", "skips a value between groups"),
    ]
    if step:
        written = step.replace("\n" + " " * 16, "\n" + " " * 8)
        slips.append(Slip(written, "pass", "treats the rest like a full group"))
    if inner:
        slips.append(Slip("sorted(group", "list(group) and sorted(values", "sorts all values"))
    if snake:
        slips.append(Slip("at % 2", "at % 2 == 0", "turns the wrong groups"))
    if policy == "merge":
        slips.append(Slip("len(groups) > 1 and", "groups and", "fails when there is one group"))
    return Draft(
        function=s.pick("split_into_groups", f"batch_{many}", "make_batches"),
        parameters="values: list[int]",
        returns="list[list[int]]" if fill is not None or policy != "pad" else "list[list]",
        does=f"returns the {many} in `values` cut into consecutive groups of {size}",
        rules=(
            f"If the number of values is no multiple of {size}, the rest at the end {rest}.",
            *(
                [
                    "Every second group (the second, the fourth and so on) is turned back to front"
                    + (
                        ", after the rest has been dealt with."
                        if policy != "keep"
                        else ", a shorter last one too."
                    )
                ]
                if snake
                else ["Order is kept, between and inside groups."]
                if not inner
                else [f"In the end the values of each group are sorted in {inner} order."]
            ),
            "An empty list gives an empty list of groups.",
        ),
        body=f"""
            groups = [values[start:start + {size}] for start in range(0, len(values), {size})]
            {step}
            {turned}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([7],),
            (list(range(1, size + 1)),),
            (list(range(1, size + 2)),),
            (list(range(2 * size)),),
            (list(range(3 * size - 1)),),
            (list(range(4 * size + 1)),),
        ),
        sample=lambda: (s.ints(s.number(size + 1, 4 * size), 0, 99),),
        approach=f"Slicing at every {size}th start makes the groups, and a slice past the end is "
        "simply shorter, so only the last group can be incomplete. The rule for the rest is then "
        "applied to that one group." + (" Turning every second group comes last." if snake else ""),
    )


def weave(s: Scene) -> Draft:
    """Interleave two lists."""
    left, right = s.number(1, 3), s.number(1, 3)
    policy = s.pick("append", "stop", "repeat")
    swap = s.coin()
    one, two = s.pick(("first", "second"), ("left", "right"), ("early", "late"))
    lead, other = (two, one) if swap else (one, two)
    a, b = (right, left) if swap else (left, right)

    def truth(x: list[int], y: list[int]) -> list[int]:
        p, q = (list(y), list(x)) if swap else (list(x), list(y))
        if policy == "repeat" and (not p or not q):
            return p + q
        out: list[int] = []
        turns = 0
        whole_p, whole_q = p, q
        while p or q:
            if policy == "stop" and (len(p) < a or len(q) < b):
                break
            if policy == "repeat":
                done_p, done_q = turns * a >= len(whole_p), turns * b >= len(whole_q)
                if done_p and done_q:
                    break
                out += [whole_p[(turns * a + k) % len(whole_p)] for k in range(a)]
                out += [whole_q[(turns * b + k) % len(whole_q)] for k in range(b)]
            else:
                out += p[:a] + q[:b]
                p, q = p[a:], q[b:]
            turns += 1
        return out

    rule = {
        "append": "When one list is used up, the turns go on with what is left of the other, so "
        "that every value appears exactly once.",
        "stop": "A round (both turns) is only played if both lists still hold enough values for "
        "it; the first round that cannot be played ends the result.",
        "repeat": "A list that is used up starts again from its beginning, also inside a turn. "
        "Rounds (both turns) are played until every value of both lists has been used at least "
        "once. If one of the lists is empty, the result is a copy of the other.",
    }[policy]
    body = {
        "append": f"""
            woven = []
            rounds = max(-(-len({lead}) // {a}), -(-len({other}) // {b}))
            for turn in range(rounds):
                woven += {lead}[turn * {a}:(turn + 1) * {a}]
                woven += {other}[turn * {b}:(turn + 1) * {b}]
            return woven
        """,
        "stop": f"""
            woven = []
            rounds = min(len({lead}) // {a}, len({other}) // {b})
            for turn in range(rounds):
                woven += {lead}[turn * {a}:(turn + 1) * {a}]
                woven += {other}[turn * {b}:(turn + 1) * {b}]
            return woven
        """,
        "repeat": f"""
            if not {lead} or not {other}:
                return {lead} + {other}
            woven = []
            rounds = max(-(-len({lead}) // {a}), -(-len({other}) // {b}))
            for turn in range(rounds):
                woven += [{lead}[(turn * {a} + k) % len({lead})] for k in range({a})]
                woven += [{other}[(turn * {b} + k) % len({other})] for k in range({b})]
            return woven
        """,
    }[policy]
    slips = [
        Slip(
            "rounds = min" if policy == "stop" else "rounds = max",
            "rounds = max" if policy == "stop" else "rounds = min",
            "lets the wrong list decide",
        ),
        Slip(
            "woven += [" + lead if policy == "repeat" else "woven += " + lead,
            "woven += [" + other if policy == "repeat" else "woven += " + other,
            "takes both turns from one list",
        ),
        Slip("range(rounds)", "range(1, rounds)", "misses the first round"),
    ]
    if policy == "append":
        slips.append(
            Slip(f"-(-len({lead}) // {a})", f"len({lead}) // {a}", "loses a rest")
            if a > 1
            else Slip(
                f"-(-len({other}) // {b})", f"len({other}) // {b} - 1", "counts a round too few"
            )
        )
    if policy == "repeat":
        slips.append(
            Slip(
                f"    if not {lead} or not {other}:\n        return {lead} + {other}\n",
                "",
                "fails on an empty list",
            )
        )
    return Draft(
        function=s.pick("weave", "take_turns", f"mix_{s.setting.many}"),
        parameters=f"{one}: list[int], {two}: list[int]",
        returns="list[int]",
        does=f"returns one list that takes values from `{lead}` and `{other}` in turns",
        rules=(
            f"Each round takes {a} from `{lead}`, then {b} from `{other}`, each list from its "
            "start on and in its order.",
            rule,
            *(["Two empty lists give an empty list."] if policy != "stop" else []),
        ),
        body=body,
        slips=slips,
        truth=truth,
        probes=(
            ([], []),
            ([1, 2, 3], []),
            ([], [4, 5]),
            ([1, 2, 3, 4, 5, 6, 7], [11, 12]),
            ([1], [11, 12, 13, 14, 15, 16, 17]),
            ([1, 2, 3, 4, 5, 6], [11, 12, 13, 14, 15, 16]),
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12, 13, 14]),
            ([1, 2, 3, 4], [11, 12, 13, 14]),
        ),
        sample=lambda: (s.ints(s.number(1, 8), 1, 50), s.ints(s.number(1, 8), 51, 99)),
        approach="The number of rounds follows from the lengths alone, so it is computed first; "
        f"a round is then two slices, {a} from `{lead}` and {b} from `{other}`. The rule for "
        "used-up lists only decides how the rounds are counted and indexed.",
    )


def dedupe(s: Scene) -> Draft:
    """Drop values that repeat under a key."""
    modulus = s.number(3, 9)
    key, words = s.pick(
        ("abs(value)", "their absolute values are equal"),
        (f"value % {modulus}", f"they leave the same remainder (Python's `%`) by {modulus}"),
        (f"value // {modulus}", f"floor division by {modulus} gives the same result"),
        ("abs(value) % 10", "their last decimal digits are equal, signs ignored"),
        ("len(str(abs(value)))", "they have the same number of digits, signs ignored"),
    )
    most, last = s.number(1, 3), s.coin()
    skip = s.pick(None, 0, -1)

    def mark(value: int) -> int:
        return {
            "abs(value)": max(value, -value),
            f"value % {modulus}": value % modulus,
            f"value // {modulus}": (value - value % modulus) // modulus,
            "abs(value) % 10": int(str(value)[-1]),
        }.get(key, len(str(value).lstrip("-")))

    def truth(values: list[int]) -> list[int]:
        out = []
        for at, value in enumerate(values):
            others = values[at + 1 :] if last else values[:at]
            same = [one for one in others if mark(one) == mark(value) and one != skip]
            if value == skip or len(same) < most:
                out.append(value)
        return out

    loop = "reversed(values)" if last else "values"
    end = "kept[::-1]" if last else "kept"
    always = (
        ""
        if skip is None
        else f"if value == {skip}:\n                    kept.append(value)\n"
        "                    continue\n                "
    )
    slips = [
        Slip(f"< {most}", f"<= {most}", "keeps one too many"),
        Slip(f"key = {key}", "key = value", "compares the values themselves"),
        Slip(
            "for value in values" if not last else "return kept[::-1]",
            "for value in sorted(values)" if not last else "return kept",
            "spoils the order",
        ),
    ]
    if last:
        slips.append(Slip("reversed(values)", "values", "keeps the first ones"))
    if skip is not None:
        slips.append(Slip(f"value == {skip}", "value is None", "also drops the special value"))
    return Draft(
        function=s.pick("thin_out", "drop_repeats", f"unique_{s.setting.many}"),
        parameters="values: list[int]",
        returns="list[int]",
        does="returns the values without those that repeat earlier or later ones",
        rules=(
            f"Two values are alike if {words}.",
            f"Of alike values the {'last' if last else 'first'} "
            + (f"{most} are" if most > 1 else "one is")
            + " kept, with their own values and in their original order.",
            *(
                [
                    f"The value {skip} is special: every {skip} is kept, and it never counts as "
                    "alike to another value."
                ]
                if skip is not None
                else []
            ),
            "An empty list gives an empty list.",
        ),
        body=f"""
            seen = {{}}
            kept = []
            for value in {loop}:
                {always}key = {key}
                if seen.get(key, 0) < {most}:
                    kept.append(value)
                seen[key] = seen.get(key, 0) + 1
            return {end}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([5],),
            ([1, 2, 3, 2, 1, 2, 3, 1],),
            ([7, -7, 7, -7, 17, -17, 27],),
            ([0, 0, 0, 0, -1, -1, -1, -1],),
            ([9, 100, 8, 55, 7, 101, 6, 56, 5, 102],),
            ([1, modulus + 1, 2 * modulus + 1, -1, 1, 11, 21, 12, 22, 10, 20, 30],),
            ([6, -6, 6, 16, 26, -26, 3, 13, 13, 13, 4],),
            ([60 + modulus * k for k in range(5)] + [61, 62, 61, 62, 63, 64],),
        ),
        sample=lambda: (s.ints(s.number(8, 14), -12, 24),),
        approach="A dictionary counts how often each key was met; a value is kept while its count "
        f"is below {most}. "
        + (
            "Walking backwards keeps the last ones, and the result is turned round at the end."
            if last
            else "Walking forwards keeps the first ones and the order for free."
        ),
    )


TEMPLATES = (
    Template("chunk-list", ("easy", "medium"), chunks),
    Template("interleave", ("medium", "hard"), weave, tested=True),
    Template("thin-out-repeats", ("easy", "medium", "hard"), dedupe),
)
