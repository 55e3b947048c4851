"""Templates about whole dictionaries: merging and inverting them."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def merge(s: Scene) -> Draft:  # noqa: C901
    """Merge two dictionaries with a rule for conflicts."""
    rule, expression = s.pick(
        ("the sum of both values", "merged[key] + value"),
        ("the larger value", "max(merged[key], value)"),
        ("the smaller value", "min(merged[key], value)"),
        ("the first value minus the second", "merged[key] - value"),
        ("the value from the second dictionary", "value"),
    )
    dropped = s.pick(None, 0, "negative")
    only = s.pick("both", "first", "second", "shared")
    fold = s.level != "easy" and s.coin()
    first, second = s.pick(("old", "new"), ("stock", "update"), ("base", "extra"))

    def combine(a: int, b: int) -> int:
        return {
            "the sum of both values": a + b,
            "the larger value": sorted((a, b))[1],
            "the smaller value": sorted((a, b))[0],
            "the first value minus the second": a - b,
        }.get(rule, b)

    def truth(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
        left = {key.lower() if fold else key: value for key, value in a.items()}
        right = {key.lower() if fold else key: value for key, value in b.items()}
        out = {}
        for key in [*left, *right]:
            if key in left and key in right:
                out[key] = combine(left[key], right[key])
            elif only == "both" or (only == "first" and key in left):
                out[key] = left.get(key, right.get(key, 0))
            elif only == "second" and key in right:
                out[key] = right[key]
        return {
            key: value
            for key, value in out.items()
            if not (dropped == 0 and value == 0) and not (dropped == "negative" and value < 0)
        }

    start = (
        f"{{key.lower(): value for key, value in {first}.items()}}" if fold else (f"dict({first})")
    )
    name = "key.lower()" if fold else "key"
    keep = {
        "both": "",
        "first": " and a key only in the second is left out",
        "second": " and a key only in the first is left out",
        "shared": " and a key in only one of them is left out",
    }[only]
    add = "merged[key] = value" if only in ("both", "second") else "continue"
    tail = {None: "True", 0: "value != 0", "negative": "value >= 0"}[dropped]
    limited = only in ("second", "shared")
    condition = " and ".join(
        part
        for part in ("key in shared" if limited else "", tail if dropped is not None else "")
        if part
    )
    if limited:
        source = f"{{{name} for key in {second}}}"
    end = (
        "return merged"
        if not condition
        else f"return {{key: value for key, value in merged.items() if {condition}}}"
    )
    shared = f"shared = {source}" if limited else ""
    drops = {
        None: "No value is dropped, zero and negative ones included.",
        0: "Keys whose final value is 0 are left out.",
        "negative": "Keys whose final value is negative are left out.",
    }[dropped]
    slips = [
        Slip(
            expression,
            "merged[key] * value" if expression != "value" else "merged[key]",
            "combines the two values wrongly",
        ),
        Slip("if key in merged:", "if key not in merged:", "tests for a conflict backwards")
        if only in ("first", "shared")
        else Slip(
            "merged[key] = value" if add != "continue" else "continue",
            "pass" if add != "continue" else "merged[key] = value",
            "forgets keys of the second",
        ),
        Slip(
            end,
            "return {key: value for key, value in merged.items() if value > 0}",
            "drops zeros and negatives alike",
        ),
    ]
    if only == "first":
        slips.append(Slip("continue", "merged[key] = value", "adds keys of the second"))
    if limited:
        slips.append(
            Slip(
                "key in shared" + (" and " if dropped is not None else ""),
                "" if dropped is not None else "True",
                "keeps keys only in the first",
            )
        )
    if fold:
        slips.append(Slip("key = raw.lower()", "key = raw", "compares keys with their case"))
    loop = (
        f"for raw, value in {second}.items():\n                key = raw.lower()"
        if fold
        else (f"for key, value in {second}.items():")
    )
    return Draft(
        function=s.pick("merge_counts", f"combine_{s.setting.many}", "merge_totals"),
        parameters=f"{first}: dict[str, int], {second}: dict[str, int]",
        returns="dict[str, int]",
        does=f"returns one dictionary made of the first, `{first}`, and the second, `{second}`",
        rules=(
            f"A key in both gets {rule}"
            + (f";{keep}." if keep else ", and a key in only one of them keeps its value."),
            drops,
            "Keys are compared without regard to case and are lower case in the result; within "
            "one input no two keys differ in case only."
            if fold
            else "Keys are compared exactly, with case.",
            "The order of keys in the result does not matter.",
        ),
        body=f"""
            merged = {start}
            {shared}
            {loop}
                if key in merged:
                    merged[key] = {expression}
                else:
                    {add}
            {end}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ({}, {}),
            ({"a": 3}, {}),
            ({}, {"b": 4}),
            ({"a": 5, "b": 2}, {"a": 2, "c": 6}),
            ({"a": 0, "b": -2, "c": 4}, {"a": 0, "b": -3, "d": 0, "e": -1}),
            ({"Oak": 4, "elm": 6}, {"oak": 7, "ELM": 3, "Ash": 1}),
            ({"oak": 1, "elm": 9, "ivy": 4}, {"OAK": 5, "ELM": 2, "Ivy": 3}),
            ({"x": 7, "y": -7, "z": 0}, {"x": -7, "y": 7, "z": 5}),
            ({"k": 2}, {"k": 3, "m": 9}),
            ({"p": -4, "r": 8}, {"p": 6, "r": -9}),
            ({"b": 1, "d": -1}, {"zz": 5, "b": 2}),
            ({"m": -1, "n": 1}, {"q": -1, "n": -1}),
        ),
        sample=lambda: (
            {key: s.number(-4, 9) for key in s.words(2, 4)},
            {key: s.number(-4, 9) for key in [*s.words(1, 3), "oak", "elm"]},
        ),
        approach="The first dictionary is copied, so the arguments stay as they are, and the "
        "entries of the second are worked in one by one with the conflict rule. What must not "
        "appear is filtered at the end, on final values.",
        untouched=True,
    )


def invert(s: Scene) -> Draft:
    """Turn a mapping round."""
    world = s.setting
    several, fold = s.pick("sorted", "longest", "count", "first"), s.coin()
    least = s.number(1, 3) if several in ("sorted", "count") else 1
    noun, none, shortest = world.label, s.pick("", "-", "none", "?"), s.pick(1, 1, 2, 3)

    def truth(mapping: dict[str, str]) -> dict[str, object]:
        out: dict[str, object] = {}
        flat = [
            (value.lower() if fold else value, key)
            for key, value in mapping.items()
            if value != none and len(key) >= shortest
        ]
        for value in dict.fromkeys(value for value, _ in flat):
            keys = [key for other, key in flat if other == value]
            if len(keys) >= least:
                out[value] = {
                    "sorted": sorted(keys),
                    "count": len(keys),
                    "first": min(keys),
                    "longest": sorted(keys, key=lambda key: (-len(key), key))[0],
                }[several]
        return out

    what, end, wrong = {
        "sorted": ("the sorted list of its keys", "sorted(keys)", "keys"),
        "count": ("the number of its keys", "len(keys)", "len(set(map(len, keys)))"),
        "first": ("its alphabetically first key", "min(keys)", "keys[0]"),
        "longest": (
            "its longest key (the alphabetically first of equally long ones)",
            "min(keys, key=lambda key: (-len(key), key))",
            "max(keys, key=len)",
        ),
    }[several]
    name = "value.lower()" if fold else "value"
    check = (f'value != "{none}"' if none else "value") + (
        f" and len(key) >= {shortest}" if shortest > 1 else ""
    )
    test = f" if len(keys) >= {least}" if least > 1 else ""
    labels = world.labels
    return Draft(
        function=s.pick("invert", f"group_by_{noun}", f"{noun}_index"),
        parameters="mapping: dict[str, str]",
        returns="dict[str, " + {"sorted": "list[str]", "count": "int"}.get(several, "str") + "]",
        does=f"returns a dictionary that gives for each {noun} among the values {what}",
        rules=(
            f"`mapping` leads from a {world.one} name to its {noun}; a name whose {noun} is "
            + (f"exactly `{none}`" if none else "an empty string")
            + " is ignored.",
            *(
                [f"Names of fewer than {shortest} characters are ignored too."]
                if shortest > 1
                else []
            ),
            f"Values that differ only in case are the same {noun}, written in lower case in the "
            "result."
            if fold
            else "Values are compared exactly, with case.",
            *([f"A {noun} with fewer than {least} names is left out."] if least > 1 else []),
            "Names are ordered by Python's string order. The order of the result's keys does not "
            "matter.",
        ),
        body=f"""
            groups = {{}}
            for key, value in mapping.items():
                if {check}:
                    groups.setdefault({name}, []).append(key)
            return {{value: {end} for value, keys in groups.items(){test}}}
        """,
        slips=(
            Slip(end, wrong, "ignores the rule for several names"),
            Slip(check, check.replace("value", "key", 1), "tests the name, not the value"),
            Slip(
                f"setdefault({name}",
                f"setdefault({'value' if fold else 'value.lower()'}",
                "treats case the other way",
            ),
            Slip(f">= {least}", f"> {least}", "asks for one name too many")
            if least > 1
            else Slip(
                end,
                "keys" if several != "sorted" else "sorted(keys)[::-1]",
                "returns the names in another form",
            ),
        ),
        truth=truth,
        probes=(
            ({},),
            (dict.fromkeys(("abcde", "bcdef", "cdefg")[:least], labels[0]),),
            ({"aaa": none, "bbbb": none, "cccc": none, "dddd": labels[3]},),
            ({"b": labels[0], "a": labels[0]},),
            ({"b": labels[0].upper(), "a": labels[0], "c": labels[1], "d": labels[1]},),
            ({"dd": labels[1], "cc": labels[1], "b": labels[1], "eeee": none, "aaa": labels[0]},),
            ({"zeta": labels[2], "eta": labels[2], "alfa": labels[2], "x": labels[3]},),
            (
                {
                    "qrst": none,
                    "p": "",
                    "rstu": none,
                    "n": labels[0],
                    "m": labels[0],
                    "k": labels[0],
                },
            ),
            ({"bbb": labels[0], "aaa": labels[0], "cccc": labels[0].upper(), "ddd": labels[2]},),
            ({"ccc": labels[0], "bbb": labels[0], "aaa": labels[0], "cccc": labels[1]},),
            ({"bb": labels[0], "aa": labels[0], "cc": labels[0].title(), "d": labels[0].title()},),
        ),
        sample=lambda: (
            {key: s.pick(none, *labels[:3], labels[0].upper()) for key in s.words(3, 8)},
        ),
        approach="Names are gathered in lists by value with `setdefault`, skipping those to ignore. "  # noqa: E501
        "Only when all names are known can each list be reduced, so that is done in one final "
        "expression.",
    )


TEMPLATES = (
    Template("merge-dictionaries", ("easy", "medium", "hard"), merge),
    Template("invert-dictionary", ("easy", "medium"), invert),
)
