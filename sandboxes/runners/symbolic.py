"""Answers questions about pairs of expression trees: at points to many digits, then by algebra.

The trees come as JSON made by our parser; nodes are built one by one and no text is evaluated.
One point where the values differ proves a difference and is returned as the witness. Points are
rational, positive, negative and complex, so that ``sqrt(x^2)`` is not ``x``. Agreement is to
``PRECISION`` digits and more than twice the digits written in either tree, so no truncated decimal
ever agrees with pi.

Two things are written alike and mean different things. ``log`` without a base: both readings must
agree. The cube root of a negative number, real at school and complex to a computer: a reading that
makes both sides equal at every real point is enough. With ``|x|`` all points are real.
"""

import json
import random
from fractions import Fraction

import mpmath

from sandboxes.math_algebra import opinion, warm
from sandboxes.math_values import (
    FAULTS,
    Reading,
    TooLarge,
    digits,
    exact,
    has,
    is_bare_log,
    is_odd_root,
    is_real_function,
    symbols,
    value_of,
    values_at,
)

PRECISION = 60
EXTRA = 50
ENOUGH_POINTS = 4
MOST_POINTS = 12


def main(payload, channel):
    """A list: ``{"same": equal | different | undecided | too-large, "detail": text}`` each.

    A difference at a point also has ``point``, ``expected`` and ``got``; an agreement has
    ``method``, ``numeric`` or ``symbolic``.
    """
    return [answered(question) for question in payload["questions"]]


def answered(question):
    results = [by_roots(question, log) for log in logs(question)]
    if len({result["same"] for result in results}) > 1:
        return told("undecided", "log has no base, and the two usual readings disagree")
    return results[0]


def logs(question):
    bare = has(question["gold"], is_bare_log) or has(question["answer"], is_bare_log)
    return ("natural", "decimal") if bare else ("natural",)


def by_roots(question, log):
    trees = (question["gold"], question["answer"])
    if any(has(tree, is_real_function) for tree in trees):
        return compare(question, Reading(log, real=True))
    first = compare(question, Reading(log, real=False))
    odd = any(has(tree, is_odd_root) for tree in trees)
    if first["same"] in ("equal", "too-large") or not odd:
        return first
    second = compare(question, Reading(log, real=True))
    return first if first["same"] == second["same"] else max(first, second, key=in_doubt)


def in_doubt(result):
    return ("different", "too-large", "undecided", "equal").index(result["same"])


def told(same, detail, **more):
    return {"same": same, "detail": detail, **more}


def compare(question, reading):
    gold, answer = question["gold"], question["answer"]
    for side, tree in (("answer", answer), ("gold", gold)):
        try:
            values_at(tree, next(points(symbols(tree), question, reading)), reading, PRECISION)
        except TooLarge as error:
            return told("too-large", f"{side}: {error}")
        except FAULTS:
            continue
    if question["kind"] == "value":
        return compare_values(gold, answer, question, reading)
    if question["kind"] == "constant":
        return compare_up_to_a_constant(gold, answer, question, reading)
    return compare_relations(gold, answer, question, reading)


def compare_values(gold, answer, question, reading):
    precision = PRECISION + 2 * (digits(gold) + digits(answer))
    names = sorted(symbols(gold) | symbols(answer))
    agreed, tried = 0, 0
    for point in points(names, question, reading):
        tried += 1
        verdict, values = compare_at(gold, answer, point, reading, precision)
        if verdict == "different":
            return near(values, question, names) or apart(point, values)
        agreed += verdict == "equal"
        if agreed >= (ENOUGH_POINTS if names else 1):
            detail = f"agree at {agreed} points to {PRECISION} digits"
            if reading.real:
                # Algebra takes principal roots at complex points; this reading does not.
                return told("equal", detail, method="numeric")
            return confirmed(gold, answer, detail)
        if tried > MOST_POINTS or not names:
            break
    return told("undecided", f"defined and decided at {agreed} of {tried} points only")


def near(values, question, names):
    """A tolerance that the question states, for constants only."""
    if names:
        return None
    gold, answer = values
    relative, absolute = (
        mpmath.mpf(a) / b for a, b in (question["relative"], question["absolute"])
    )
    if abs(gold - answer) > max(abs(gold) * relative, absolute):
        return None
    return told("equal", "within the stated tolerance", method="numeric")


def compare_at(gold, answer, point, reading, precision):
    try:
        low = [values_at(tree, point, reading, precision) for tree in (gold, answer)]
        high = [values_at(tree, point, reading, precision + EXTRA) for tree in (gold, answer)]
    except FAULTS:
        return "undefined", ()
    with mpmath.workdps(precision + EXTRA):
        return decide(low, high, precision), high


def decide(low, high, precision):
    """Two precisions tell how many digits can be believed; only those may prove a difference."""
    if not all(mpmath.isfinite(value) for value in (*low, *high)):
        return "undefined"
    gap, earlier = abs(high[0] - high[1]), abs(low[0] - low[1])
    scale = max(abs(high[0]), abs(high[1]))
    noise = sum(abs(before - after) for before, after in zip(low, high, strict=True))
    if gap <= scale * mpmath.mpf(10) ** (20 - precision - EXTRA):
        return "equal"
    if earlier > 0 and gap < earlier * mpmath.mpf(10) ** (10 - EXTRA):
        return "equal"
    if gap > noise * 10**6 and gap > scale * mpmath.mpf(10) ** (15 - precision):
        return "different"
    return "undecided"


def apart(point, values):
    """Fifteen digits, or as many as it takes to see that the two values differ."""
    for shown in (15, 30, 60, 100):
        expected, got = (mpmath.nstr(value, shown) for value in values)
        if expected != got:
            break
    return told("different", "the values differ", point=written(point), expected=expected, got=got)


def written(point):
    return ", ".join(f"{name} = {spelled(value)}" for name, value in sorted(point.items()))


def spelled(value):
    if isinstance(value, tuple):
        return f"{value[0]} + {value[1]}i"
    return str(value)


def compare_up_to_a_constant(gold, answer, question, reading):
    names = sorted(symbols(gold) | symbols(answer))
    difference = ["apply", "add", [gold, ["apply", "neg", [answer]]]]
    first, agreed = None, 0
    for tried, point in enumerate(points(names, question, reading)):
        try:
            size = abs(values_at(gold, point, reading, PRECISION))
            more = int(mpmath.log10(size)) if size > 10 else 0
            value = values_at(difference, point, reading, PRECISION + min(more, 2000))
        except FAULTS:
            if tried > MOST_POINTS:
                break
            continue
        if first is None:
            first, before = value, point
        elif abs(value - first) > (1 + abs(first)) * mpmath.mpf(10) ** -40:
            where = f"{written(before)}; {written(point)}"
            shown = (mpmath.nstr(one, 15) for one in (first, value))
            detail = "the difference is no constant: {} and {}".format(*shown)
            return told("different", f"{detail} at {where}")
        agreed += 1
        if agreed >= ENOUGH_POINTS or not names:
            return told("equal", f"a constant difference at {agreed} points", method="numeric")
    return told("undecided", "the difference is not defined at enough points")


def compare_relations(gold, answer, question, reading):
    """Two equations f = 0 and g = 0 are the same if f/g is a constant other than 0."""
    names = sorted(symbols(gold) | symbols(answer))
    ratios = []
    for index, point in enumerate(points(names, question, reading)):
        try:
            one, other = (values_at(tree, point, reading, PRECISION) for tree in (gold, answer))
            ratios.append(one / other)
        except FAULTS:
            pass
        if len(ratios) >= ENOUGH_POINTS or index > MOST_POINTS or not names:
            break
    if len(ratios) < 2:
        return told("undecided", "the relations are not defined at enough points")
    if all(abs(ratio - ratios[0]) <= abs(ratios[0]) * mpmath.mpf(10) ** -40 for ratio in ratios):
        return told_by_ratio(ratios[0], question["kind"])
    if question["kind"] == "inequality":
        return differing_sign(gold, answer, names, question, reading)
    return differing_root(gold, answer, names, question, reading)


def told_by_ratio(ratio, kind):
    if ratio == 0:
        return told("undecided", "one relation is always true")
    if kind == "inequality" and (abs(mpmath.im(ratio)) > 1e-30 or mpmath.re(ratio) < 0):
        return told("different", "the inequalities point in opposite directions")
    return told("equal", f"one is {mpmath.nstr(ratio, 6)} times the other", method="numeric")


def differing_sign(gold, answer, names, question, reading):
    """A real point where one inequality holds and the other does not."""
    for tried, point in enumerate(points(names, question, Reading(reading.log, real=True))):
        if tried > 40:
            break
        try:
            one, other = (values_at(tree, point, reading, PRECISION) for tree in (gold, answer))
        except FAULTS:
            continue
        small = mpmath.mpf(10) ** -40
        if mpmath.im(one) or mpmath.im(other) or abs(one) < small or abs(other) < small:
            continue
        if (one < 0) != (other < 0):
            shown = ["holds" if value < 0 else "does not hold" for value in (one, other)]
            return told("different", "one holds where the other does not", point=written(point),
                        expected=shown[0], got=shown[1])  # fmt: skip
    return told("undecided", "no point that separates the inequalities was found")


def differing_root(gold, answer, names, question, reading):
    """A solution of one equation that does not solve the other proves them different."""
    for one, other in ((gold, answer), (answer, gold)):
        for name in sorted(symbols(one)):
            found = root_of(one, other, name, question, reading)
            if found is not None:
                return found | ({} if one is gold else swapped(found))
    return told("undecided", "neither a common factor nor a point that separates them was found")


def swapped(found):
    return {"expected": found["got"], "got": found["expected"]}


def root_of(one, other, name, question, reading):
    names = sorted(symbols(one) | symbols(other))
    point = next(points(names, question, Reading(reading.log, real=True)))
    with mpmath.workdps(40):
        here = {key: exact(value) for key, value in point.items()}

        def height(value):
            return value_of(one, {**here, name: value}, reading)

        try:
            root = mpmath.findroot(height, (here[name], here[name] + 0.25), solver="secant")
            rest = value_of(other, {**here, name: root}, reading)
        except FAULTS:
            return None
        if abs(rest) <= 1e-12:
            return None
        where = written({**point, name: mpmath.nstr(root, 20)})
        return told("different", "a solution of one does not solve the other", point=where,
                    expected="0 = 0", got=f"0 = {mpmath.nstr(rest, 12)}")  # fmt: skip


def points(names, question, reading):
    """Endless assignments, the same for the same question: real of each sign, then complex.

    Rational, so that a witness can be written down exactly.
    """
    chance = random.Random(json.dumps(question, sort_keys=True))
    names = sorted(names)
    index = 0
    while True:
        yield {name: number(chance, index, place, reading) for place, name in enumerate(names)}
        index += 1


def number(chance, index, place, reading):
    size = Fraction(chance.randint(11, 40), chance.choice((7, 11, 13, 17, 19)))
    if index % 4 == 1 or (index % 4 == 3 and place % 2):
        return -size
    if index % 4 == 2 and not reading.real:
        return (size, Fraction(chance.randint(5, 40), 23))
    return size


def confirmed(gold, answer, detail):
    """Numeric agreement, and what algebra says about it; a contradiction is not an agreement."""
    verdict = opinion(gold, answer)
    if verdict is False:
        return told("undecided", f"{detail}, but algebra finds a difference")
    if verdict:
        return told("equal", f"{detail}, and algebra confirms it", method="symbolic")
    return told("equal", detail, method="numeric")


warm()
