"""Compares two expression trees: numerically to many digits, then, for agreement, symbolically.

The trees come as JSON made by our parser; nodes are built one by one and no text is evaluated.
One point where the values differ proves a difference and is returned as the witness. Points are
positive, negative and complex, so that ``sqrt(x^2)`` is not ``x``. Agreement is to ``PRECISION``
digits and more than twice the digits written in either tree, so no truncated decimal ever agrees
with pi.
"""

import gc
import json
import random
import signal

import mpmath

PRECISION = 60
EXTRA = 50
ENOUGH_POINTS = 4
HUGE = 10**12
CONFIRM_SECONDS = 0.25


class TooLarge(Exception):
    """A power, factorial or angle whose value would cost too much to compute."""


class Undefined(Exception):
    """The tree has no value at this point, or uses a name that has none."""


def main(payload, channel):
    """``{"same": equal | different | undecided | too-large, "detail": text}``."""
    readings = ["natural"]
    if has_bare_log(payload["gold"]) or has_bare_log(payload["answer"]):
        readings.append("decimal")
    results = [compare(payload, reading) for reading in readings]
    if len({result["same"] for result in results}) > 1:
        return told("undecided", "log has no base, and the two usual readings disagree")
    return results[0]


def told(same, detail):
    return {"same": same, "detail": detail}


def compare(payload, reading):
    gold, answer = payload["gold"], payload["answer"]
    for side, tree in (("answer", answer), ("gold", gold)):
        try:
            values_at(tree, next(points(symbols(tree), payload)), reading, PRECISION)
        except TooLarge as error:
            return told("too-large", f"{side}: {error}")
        except (Undefined, ArithmeticError, ValueError, TypeError):
            continue
    if payload["question"] == "value":
        return compare_values(gold, answer, payload, reading)
    return compare_relations(gold, answer, payload, reading)


def compare_values(gold, answer, payload, reading):
    precision = PRECISION + 2 * (digits(gold) + digits(answer))
    names = sorted(symbols(gold) | symbols(answer))
    agreed, tried = 0, 0
    for point in points(names, payload):
        tried += 1
        verdict, shown = compare_at(gold, answer, point, reading, precision)
        if verdict == "different":
            return told("different", witness(point, shown))
        agreed += verdict == "equal"
        if agreed >= (ENOUGH_POINTS if names else 1):
            return confirmed(gold, answer, f"agree at {agreed} points to {PRECISION} digits")
        if tried > 12 or not names:
            break
    return told("undecided", f"defined and decided at {agreed} of {tried} points only")


def compare_at(gold, answer, point, reading, precision):
    try:
        low = [values_at(tree, point, reading, precision) for tree in (gold, answer)]
        high = [values_at(tree, point, reading, precision + EXTRA) for tree in (gold, answer)]
    except (Undefined, TooLarge, ArithmeticError, ValueError, TypeError):
        return "undefined", ()
    with mpmath.workdps(precision + EXTRA):
        return decide(low, high, precision), tuple(mpmath.nstr(value, 12) for value in high)


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


def witness(point, shown):
    where = ", ".join(f"{name} = {mpmath.nstr(value, 6)}" for name, value in sorted(point.items()))
    return f"{f'at {where}: ' if where else ''}{shown[0]} and {shown[1]}"


def compare_relations(gold, answer, payload, reading):
    """Two equations f = 0 and g = 0 are the same if f/g is a constant other than 0."""
    names = sorted(symbols(gold) | symbols(answer))
    ratios = []
    for index, point in enumerate(points(names, payload)):
        try:
            one, other = (values_at(tree, point, reading, PRECISION) for tree in (gold, answer))
            ratios.append(one / other)
        except (Undefined, TooLarge, ArithmeticError, ValueError, TypeError):
            pass
        if len(ratios) >= ENOUGH_POINTS or index > 12 or not names:
            break
    if len(ratios) < 2:
        return told("undecided", "the relations are not defined at enough points")
    if all(abs(ratio - ratios[0]) <= abs(ratios[0]) * mpmath.mpf(10) ** -40 for ratio in ratios):
        return told_by_ratio(ratios[0], payload["question"])
    return differing_root(gold, answer, names, payload, reading)


def told_by_ratio(ratio, question):
    if ratio == 0:
        return told("undecided", "one relation is always true")
    if question == "inequality" and (abs(mpmath.im(ratio)) > 1e-30 or mpmath.re(ratio) < 0):
        return told("different", "the inequalities point in opposite directions")
    return told("equal", f"one is {mpmath.nstr(ratio, 6)} times the other")


def differing_root(gold, answer, names, payload, reading):
    """A solution of one equation that does not solve the other proves them different."""
    for one, other in ((gold, answer), (answer, gold)):
        for name in sorted(symbols(one)):
            found = root_of(one, other, name, names, payload, reading)
            if found:
                return told("different", found)
    return told("undecided", "neither a common factor nor a point that separates them was found")


def root_of(one, other, name, names, payload, reading):
    point = dict(next(points(names, payload)))
    with mpmath.workdps(40):

        def height(value):
            return value_of(one, {**point, name: value}, reading)

        try:
            root = mpmath.findroot(height, (point[name], point[name] + 0.25), solver="secant")
            here = {**point, name: root}
            rest = value_of(other, here, reading)
        except (Undefined, TooLarge, ArithmeticError, ValueError, TypeError):
            return ""
    return f"{witness(here, ('0', mpmath.nstr(rest, 6)))}" if abs(rest) > 1e-12 else ""


def points(names, payload):
    """Endless assignments, the same for the same payload: real of each sign first, then complex."""
    chance = random.Random(json.dumps(payload, sort_keys=True))
    names = sorted(names)
    index = 0
    while True:
        yield {name: number(chance, index, place) for place, name in enumerate(names)}
        index += 1


def number(chance, index, place):
    size = mpmath.mpf(chance.randint(1100, 3900)) / 1009
    if index % 4 == 1 or (index % 4 == 3 and place % 2):
        return -size
    return mpmath.mpc(size, chance.randint(200, 1500) / 769) if index % 4 == 2 else size


def values_at(tree, point, reading, precision):
    with mpmath.workdps(precision + 10):
        return +value_of(tree, point, reading)


def value_of(tree, point, reading):
    kind = tree[0]
    if kind == "number":
        return mpmath.mpf(int(tree[1], 16)) / int(tree[2], 16)
    if kind == "symbol":
        return point[tree[1]]
    if kind == "constant":
        return constant(tree[1])
    arguments = [value_of(item, point, reading) for item in tree[2]]
    name = tree[1]
    if name == "log" and len(arguments) == 1:
        name = "ln" if reading == "natural" else "log10"
    if name not in OPERATIONS:
        raise Undefined(name)
    return OPERATIONS[name](*arguments)


def constant(name):
    """Infinity alone is settled on the host; inside an expression it has no value to agree with."""
    if name == "infinity":
        raise Undefined(name)
    return mpmath.mpc(0, 1) if name == "i" else +{"pi": mpmath.pi, "e": mpmath.e}[name]


def product(*values):
    result = mpmath.mpf(1)
    for value in values:
        result *= value
    return result


def power(base, exponent):
    if base == 0:
        if mpmath.re(exponent) <= 0:
            raise Undefined("0 to a power that is not positive")
        return mpmath.mpf(0)
    if abs(exponent) > HUGE or abs(exponent * mpmath.log(abs(base) + 2)) > HUGE:
        raise TooLarge("a power")
    return base**exponent


def indexed_root(value, index):
    if mpmath.im(index) or index != int(index) or not 0 < index < 1000:
        raise Undefined("root")
    if mpmath.im(value) == 0 and mpmath.re(value) < 0 and int(index) % 2:
        return -mpmath.root(-value, int(index))
    return mpmath.root(value, int(index))


def bounded(function, limit=HUGE):
    def call(value):
        if abs(value) > limit:
            raise TooLarge(function.__name__)
        return function(value)

    return call


def whole(function):
    """For functions of integers: beyond half the digits in use, a float is no integer any more."""

    def call(*values):
        for value in values:
            if abs(value) > mpmath.mpf(10) ** (mpmath.mp.dps // 2):
                raise TooLarge("an integer function of a huge number")
        return function(*values)

    return call


def integers(function):
    def call(*values):
        if any(mpmath.im(value) or value != mpmath.floor(value) for value in values):
            raise Undefined("not an integer")
        import math

        return mpmath.mpf(getattr(math, function)(*(int(mpmath.re(value)) for value in values)))

    return whole(call)


def binomial(top, bottom):
    if abs(top) > HUGE or abs(bottom) > HUGE:
        raise TooLarge("a binomial coefficient")
    return mpmath.binomial(top, bottom)


def logarithm(value, base=None):
    return mpmath.log(value) if base is None else mpmath.log(value) / mpmath.log(base)


def real_order(function):
    def call(*values):
        if any(mpmath.im(value) for value in values):
            raise Undefined("no order between complex numbers")
        return function(values)

    return call


OPERATIONS = {
    "add": lambda *values: mpmath.fsum(values),
    "mul": product,
    "neg": lambda value: -value,
    "div": lambda top, bottom: top / bottom,
    "pow": power,
    "sqrt": mpmath.sqrt,
    "cbrt": lambda value: indexed_root(value, mpmath.mpf(3)),
    "root": indexed_root,
    "abs": abs,
    "degrees": lambda value: value * mpmath.pi / 180,
    "exp": bounded(mpmath.exp),
    "ln": logarithm,
    "log": logarithm,
    "log10": lambda value: mpmath.log(value) / mpmath.log(10),
    "floor": whole(mpmath.floor),
    "ceil": whole(mpmath.ceil),
    "mod": whole(lambda value, modulus: value - modulus * mpmath.floor(value / modulus)),
    "factorial": bounded(mpmath.factorial, 10**6),
    "binomial": binomial,
    "gcd": integers("gcd"),
    "lcm": integers("lcm"),
    "max": real_order(max),
    "min": real_order(min),
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "atan": mpmath.atan,
    **{
        name: bounded(getattr(mpmath, name))
        for name in ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")
    },
}


def symbols(tree):
    if tree[0] == "symbol":
        return {tree[1]}
    return set().union(*(symbols(item) for item in tree[2])) if tree[0] == "apply" else set()


def digits(tree):
    if tree[0] == "number":
        return len(tree[1]) + len(tree[2])
    return sum(digits(item) for item in tree[2]) if tree[0] == "apply" else 0


def has_bare_log(tree):
    if tree[0] != "apply":
        return False
    return (tree[1] == "log" and len(tree[2]) == 1) or any(has_bare_log(part) for part in tree[2])


class Slow(Exception):
    """Symbolic confirmation took too long; the numeric agreement stands."""


def confirmed(gold, answer, detail):
    """Numeric agreement, and what algebra says about it; a contradiction is not an agreement."""
    try:
        verdict = within(CONFIRM_SECONDS, lambda: algebra(gold, answer))
    except (
        Slow,
        Undefined,
        ArithmeticError,
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
        AttributeError,
        NotImplementedError,
    ):
        return told("equal", detail)
    if verdict is False:
        return told("undecided", f"{detail}, but algebra finds a difference")
    return told("equal", f"{detail}, and algebra confirms it" if verdict else detail)


def within(seconds, work):
    def late(number, frame):
        raise Slow

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def algebra(gold, answer):
    """True or False if sympy is sure that the difference is, or is not, zero; else None."""
    import sympy

    difference = build(gold, sympy) - build(answer, sympy)
    if difference == 0 or sympy.expand(difference) == 0:
        return True
    return difference.equals(0)


def build(tree, sympy):
    kind = tree[0]
    if kind == "number":
        return sympy.Rational(int(tree[1], 16), int(tree[2], 16))
    if kind == "symbol":
        return sympy.Symbol(tree[1])
    if kind == "constant":
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}[tree[1]]
    arguments = [build(item, sympy) for item in tree[2]]
    if tree[1] == "pow" and arguments[1].is_Integer and abs(arguments[1]) > 200:
        raise Undefined("too large for algebra")
    return builders(sympy)[tree[1]](*arguments)


def builders(sympy):
    table = {name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sec", "csc", "cot")}
    return {
        **table,
        "add": sympy.Add,
        "mul": sympy.Mul,
        "neg": lambda value: -value,
        "div": lambda top, bottom: top / bottom,
        "pow": sympy.Pow,
        "sqrt": sympy.sqrt,
        "abs": sympy.Abs,
        "exp": sympy.exp,
        "ln": sympy.log,
        "degrees": lambda value: value * sympy.pi / 180,
    }


def warm():
    """What sympy loads and caches on first use, done once before the worker forks for each job."""
    import sympy

    x = sympy.Symbol("x")
    for difference in (
        (x + 1) ** 2 - x**2 - 2 * x - 1,
        sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1,
        sympy.sqrt(2) / 2 - 1 / sympy.sqrt(2),
        sympy.sqrt(3 + 2 * sympy.sqrt(2)) - 1 - sympy.sqrt(2),
    ):
        sympy.expand(difference)
        difference.equals(0)
    # A collection in a child would touch, and so copy, every page shared with the worker.
    gc.collect()
    gc.freeze()


warm()
