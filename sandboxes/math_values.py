"""The value of an expression tree at a point, to any number of digits, with every cost bounded.

Trees are the JSON of our parser; each operation is looked up by name, and no text is evaluated.
"""

from fractions import Fraction

import mpmath

HUGE = 10**12
MOST_TERMS = 5000


class TooLarge(Exception):
    """A power, factorial or angle whose value would cost too much to compute."""


class Undefined(Exception):
    """The tree has no value at this point, or uses a name that has none."""


FAULTS = (Undefined, TooLarge, ArithmeticError, ValueError, TypeError)


class Reading:
    """How ``log`` without a base and roots of negative numbers are meant."""

    def __init__(self, log, *, real):
        self.log = log
        self.real = real


def exact(value):
    if isinstance(value, tuple):
        return mpmath.mpc(exact(value[0]), exact(value[1]))
    return mpmath.mpf(value.numerator) / value.denominator


def values_at(tree, point, reading, precision):
    with mpmath.workdps(precision + 10):
        here = {name: exact(value) for name, value in point.items()}
        return +value_of(tree, here, reading)


def value_of(tree, point, reading):
    kind = tree[0]
    if kind == "number":
        return mpmath.mpf(int(tree[1], 16)) / int(tree[2], 16)
    if kind == "symbol":
        return point[tree[1]]
    if kind == "constant":
        return constant(tree[1])
    name = tree[1]
    if name in ("sum", "product"):
        return series(name, tree[2], point, reading)
    arguments = [value_of(item, point, reading) for item in tree[2]]
    if name == "log" and len(arguments) == 1:
        name = "ln" if reading.log == "natural" else "log10"
    if name == "pow" and reading.real:
        return real_power(*arguments, rational(tree[2][1]))
    if name not in OPERATIONS:
        raise Undefined(name)
    return OPERATIONS[name](*arguments)


def series(name, parts, point, reading):
    body, index, low, high = parts
    first, last = (value_of(bound, point, reading) for bound in (low, high))
    if any(mpmath.im(bound) or bound != mpmath.floor(bound) for bound in (first, last)):
        raise Undefined("bounds that are not whole")
    if last - first > MOST_TERMS:
        raise TooLarge("a sum of many terms")
    terms = [
        value_of(body, {**point, index[1]: mpmath.mpf(k)}, reading)
        for k in range(int(first), int(last) + 1)
    ]
    return mpmath.fsum(terms) if name == "sum" else product(*terms)


def rational(tree):
    """The exponent as a fraction, if it is written as one."""
    if tree[0] == "number":
        return Fraction(int(tree[1], 16), int(tree[2], 16))
    if tree[0] != "apply" or tree[1] not in ("neg", "div"):
        return None
    parts = [rational(part) for part in tree[2]]
    if None in parts or (tree[1] == "div" and parts[1] == 0):
        return None
    return -parts[0] if tree[1] == "neg" else parts[0] / parts[1]


def real_power(base, exponent, fraction):
    odd = fraction is not None and fraction.denominator % 2 and fraction.denominator > 1
    if not odd or mpmath.im(base) or base >= 0:
        return power(base, exponent)
    sign = -1 if fraction.numerator % 2 else 1
    return sign * power(-base, exponent)


def is_odd_root(tree):
    if tree[1] == "cbrt" or (tree[1] == "root" and rational(tree[2][1]) not in (None, 2)):
        return True
    fraction = rational(tree[2][1]) if tree[1] == "pow" else None
    return fraction is not None and fraction.denominator > 1 and fraction.denominator % 2 == 1


def is_real_function(tree):
    """What is only said of real numbers: ``|x|`` is ``sqrt(x^2)`` there and nowhere else."""
    real = tree[1] in ("abs", "floor", "ceil", "sign", "max", "min")
    return real and any(symbols(part) for part in tree[2])


def is_bare_log(tree):
    return tree[1] == "log" and len(tree[2]) == 1


def has(tree, test):
    return tree[0] == "apply" and (test(tree) or any(has(part, test) for part in tree[2]))


def constant(name):
    """Infinity alone is settled on the host; inside an expression it has no value to agree with."""
    if name == "i":
        return mpmath.mpc(0, 1)
    if name not in ("pi", "e"):
        raise Undefined(name)
    return +{"pi": mpmath.pi, "e": mpmath.e}[name]


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


INVERSES = ("asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh")
PERIODIC = (
    "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "sech", "csch",
)  # fmt: skip
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
    "residue": whole(lambda value, modulus: value - modulus * mpmath.floor(value / modulus)),
    "max": real_order(max),
    "min": real_order(min),
    "about": lambda value: value,
    "cis": bounded(lambda value: mpmath.cos(value) + mpmath.mpc(0, 1) * mpmath.sin(value)),
    "re": mpmath.re,
    "im": mpmath.im,
    "arg": mpmath.arg,
    "sign": mpmath.sign,
    "erf": bounded(mpmath.erf),
    **{name: getattr(mpmath, name) for name in INVERSES},
    **{name: bounded(getattr(mpmath, name)) for name in PERIODIC},
}


def symbols(tree):
    if tree[0] == "symbol":
        return {tree[1]}
    return set().union(*(symbols(item) for item in tree[2])) if tree[0] == "apply" else set()


def digits(tree):
    if tree[0] == "number":
        return len(tree[1]) + len(tree[2])
    return sum(digits(item) for item in tree[2]) if tree[0] == "apply" else 0
