"""Divisors, multiples, residues, bases."""

from __future__ import annotations

import math

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, program


def _greatest_divisor(dice: Dice) -> Draft | None:
    shared = dice.upto(4, (18, 45, 120))
    a, b = shared * dice.upto(2, (15, 40, 90)), shared * dice.upto(2, (15, 40, 90))
    gold = math.gcd(a, b)
    if gold in (a, b):
        # Whoever looks at one of the numbers only would be right.
        return None
    rests, x, y = [], a, b
    while y:
        rests.append(f"{x} = {x // y} × {y} + {x % y}")
        x, y = y, x % y
    return Draft(
        statement=f"Find the greatest common divisor of {a} and {b}.",
        gold=gold,
        program=program(
            f"for candidate in range(min({a}, {b}), 0, -1):",
            f"    if {a} % candidate == 0 and {b} % candidate == 0:",
            "        return candidate",
        ),
        steps=(
            f"By Euclid's algorithm: {'; '.join(rests)}.",
            f"The last divisor is {gold}.",
        ),
        wrong=(
            (a * b // gold, "gave the least common multiple"),
            (gold * 2, "doubled a factor that is not shared"),
            (1 if gold > 1 else 2, "took the numbers for coprime"),
            (abs(a - b), "gave the difference"),
        ),
    )


def _least_multiple(dice: Dice) -> Draft:
    shared = dice.upto(2, (8, 15, 30))
    a, b = shared * dice.upto(2, (11, 19, 30)), shared * dice.upto(2, (11, 19, 30))
    gold = math.lcm(a, b)
    return Draft(
        statement=f"What is the least common multiple of {a} and {b}?",
        gold=gold,
        program=program(
            f"multiple = {a}", f"while multiple % {b}:", f"    multiple += {a}", "return multiple"
        ),
        steps=(
            f"The greatest common divisor of {a} and {b} is {math.gcd(a, b)}.",
            f"{a} × {b} ÷ {math.gcd(a, b)} = {gold}.",
        ),
        wrong=(
            (a * b, "multiplied without removing the common divisor"),
            (math.gcd(a, b), "gave the greatest common divisor"),
            (gold * 2, "gave a common multiple that is not the least"),
        ),
    )


def _modular_power(dice: Dice) -> Draft:
    base, modulus = dice.upto(2, (12, 30, 80)), dice.upto(5, (17, 60, 200))
    exponent = dice.upto(5, (20, 90, 400))
    gold = pow(base, exponent, modulus)
    return Draft(
        statement=f"What is the remainder when {base}^{exponent} is divided by {modulus}?",
        gold=gold,
        program=program(f"return {base} ** {exponent} % {modulus}"),
        steps=_squarings(base, exponent, modulus),
        wrong=(
            (base * exponent % modulus, "multiplied instead of raising to a power"),
            (pow(base, exponent - 1, modulus), "stopped one factor too early"),
            (pow(base, exponent + 1, modulus), "took one factor too many"),
            (gold + modulus, "did not reduce at the end"),
        ),
    )


def _squarings(base: int, exponent: int, modulus: int) -> tuple[str, ...]:
    steps, square, result = [], base % modulus, 1
    for place, bit in enumerate(reversed(f"{exponent:b}")):
        if place:
            square = square * square % modulus
        if bit == "1":
            result = result * square % modulus
            steps.append(f"{base}^{2**place} leaves {square}, the product so far leaves {result}")
    head = f"Square repeatedly and reduce by {modulus} each time, using {exponent} in binary."
    return (head, *(f"{step}." for step in steps))


def _divisor_count(dice: Dice) -> Draft | None:
    primes = dice.some((2, 3, 5, 7, 11, 13, 17), 2 + (dice.level > 0))
    powers = [dice.upto(1, (5, 4, 5)) for _ in primes]
    number = math.prod(p**k for p, k in zip(primes, powers, strict=True))
    gold = math.prod(k + 1 for k in powers)
    if number > (30_000, 300_000, 9_000_000)[dice.level]:
        return None
    written = " × ".join(f"{p}^{k}" for p, k in sorted(zip(primes, powers, strict=True)))
    return Draft(
        statement=f"How many positive divisors does {number} have?",
        gold=gold,
        program=program(
            "count, candidate = 0, 1",
            f"while candidate * candidate <= {number}:",
            f"    if {number} % candidate == 0:",
            f"        count += 1 if candidate * candidate == {number} else 2",
            "    candidate += 1",
            "return count",
        ),
        steps=(
            f"{number} = {written}.",
            f"Each exponent can be chosen from 0 up: {' × '.join(str(k + 1) for k in powers)} = "
            f"{gold}.",
        ),
        wrong=(
            (math.prod(powers), "multiplied the exponents without adding one"),
            (sum(powers), "added the exponents"),
            (gold - 2, "left out 1 and the number itself"),
            (len(primes), "counted the prime divisors only"),
        ),
    )


def _largest_prime(dice: Dice) -> Draft | None:
    number = dice.upto(200, (5000, 20000, 90000))
    rest, factors, divisor = number, [], 2
    while divisor * divisor <= rest:
        while rest % divisor == 0:
            factors.append(divisor)
            rest //= divisor
        divisor += 1
    factors.extend([rest] if rest > 1 else [])
    if len(factors) < 3:
        return None
    gold = factors[-1]
    return Draft(
        statement=f"What is the largest prime factor of {number}?",
        gold=gold,
        program=program(
            f"for candidate in range({number}, 1, -1):",
            f"    if {number} % candidate == 0 and all(candidate % d for d in range(2, "
            f"candidate)):",
            "        return candidate",
        ),
        steps=(
            f"{number} = {' × '.join(map(str, factors))}.",
            f"The largest of these primes is {gold}.",
        ),
        wrong=(
            (factors[0], "gave the smallest prime factor"),
            (number // factors[0], "gave the largest proper divisor"),
            (factors[-2] * gold, "gave a product of primes"),
            (sum(factors), "added the prime factors"),
        ),
    )


def _from_base(dice: Dice) -> Draft | None:
    base = dice.whole(3, 9)
    digits = [dice.whole(1, base - 1)] + [dice.whole(0, base - 1) for _ in range(dice.level + 3)]
    text = "".join(map(str, digits))
    gold = int(text, base)
    terms = [f"{d}×{base}^{len(digits) - 1 - i}" for i, d in enumerate(digits)]
    return Draft(
        statement=f"The number {text} is written in base {base}. What is it in base 10?",
        gold=gold,
        program=program(
            "value = 0",
            f"for digit in '{text}':",
            f"    value = value * {base} + int(digit)",
            "return value",
        ),
        steps=(f"{' + '.join(terms)} = {gold}.",),
        wrong=(
            (int(text), "read the digits in base 10"),
            (int(text[::-1], base), "started from the wrong end"),
            (gold * base, "gave every digit one place too many"),
            (sum(digits), "added the digits"),
        ),
    )


def _to_base(dice: Dice) -> Draft:
    base, number = dice.whole(3, 9), dice.upto(60, (400, 3000, 20000))
    digits, rest, parts = "", number, []
    while rest:
        parts.append(f"{rest} = {rest // base} × {base} + {rest % base}")
        digits, rest = str(rest % base) + digits, rest // base
    return Draft(
        statement=f"Write {number} in base {base}. Answer as digits_base, "
        f"for example 12_{base} for the number {base + 2}.",
        gold=f"{digits}_{base}",
        program=program(
            f"digits, power = '', 1\n    while power * {base} <= {number}:",
            f"    power *= {base}",
            f"rest = {number}",
            "while power:",
            "    digits += str(rest // power)",
            f"    rest, power = rest % power, power // {base}",
            f"return digits + '_{base}'",
        ),
        steps=(
            f"Divide by {base} again and again: {'; '.join(parts)}.",
            f"The remainders from last to first give {digits}.",
        ),
        wrong=(
            (f"{digits[::-1]}_{base}", "read the remainders in the wrong order"),
            (f"{digits}_{base + 1}", "named the wrong base"),
            (f"{digits}0_{base}", "wrote a zero too many"),
            (f"{number}_{base}", "kept the decimal digits"),
        ),
    )


def _multiples(dice: Dice) -> Draft | None:
    a, b = sorted(dice.some(range(3, (12, 17, 25)[dice.level]), 2))
    limit = dice.upto(80, (300, 1000, 5000))
    both = math.lcm(a, b)
    gold = limit // a + limit // b - limit // both
    return Draft(
        statement=f"How many integers from 1 to {limit} are divisible by {a} or by {b} (or both)?",
        gold=gold,
        program=program(
            f"return sum(1 for n in range(1, {limit} + 1) if n % {a} == 0 or n % {b} == 0)"
        ),
        steps=(
            f"{limit // a} are divisible by {a} and {limit // b} by {b}.",
            f"{limit // both} are divisible by both, that is by {both}, and were counted twice.",
            f"{limit // a} + {limit // b} - {limit // both} = {gold}.",
        ),
        wrong=(
            (limit // a + limit // b, "counted the multiples of both twice"),
            (limit // both, "counted the multiples of both only"),
            (limit - gold, "counted the others"),
            (gold + 1, "counted 0 as well"),
        ),
    )


TEMPLATES = (
    Template("greatest_divisor", "number theory", _greatest_divisor),
    Template("least_multiple", "number theory", _least_multiple),
    Template("modular_power", "number theory", _modular_power),
    Template("divisor_count", "number theory", _divisor_count),
    Template("largest_prime", "number theory", _largest_prime),
    Template("from_base", "number theory", _from_base),
    Template("to_base", "number theory", _to_base),
    Template("multiples", "number theory", _multiples),
)
