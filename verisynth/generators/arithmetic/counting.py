"""Counting, probability and statistics; every program counts by listing where it can."""

from __future__ import annotations

import math
from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, program

_WORDS = (
    "level", "banana", "letter", "pepper", "summer", "coffee", "cheese", "rabbit", "bottle",
    "hammer", "kitten", "tomato", "potato", "needle", "puzzle", "butter", "kettle", "ladder",
    "banner", "collar", "dollar", "saddle", "meadow", "garden", "planet", "silver", "orchard",
    "kingdom", "balloon", "success", "address", "college", "account", "cabbage", "village",
    "mirror", "arrow", "apple", "noodle", "paddle", "ribbon", "turtle", "tunnel", "valley",
)  # fmt: skip


def _committee(dice: Dice) -> Draft:
    women, men = dice.upto(4, (7, 11, 16)), dice.upto(4, (7, 11, 16))
    a, b = dice.whole(2, 3), dice.whole(2, 3)
    gold = math.comb(women, a) * math.comb(men, b)
    noun = dice.pick(
        ("committee", "jury", "delegation", "team", "panel", "quiz team", "task force")
    )
    first, second = dice.pick((("women", "men"), ("teachers", "students"), ("nurses", "doctors"),
                               ("singers", "dancers"), ("engineers", "designers")))  # fmt: skip
    return Draft(
        statement=f"A {noun} of {a} {first} and {b} {second} is chosen from {women} {first} and "
        f"{men} {second}. In how many ways can this be done?",
        gold=gold,
        program=program(
            "from itertools import combinations",
            f"one = sum(1 for _ in combinations(range({women}), {a}))",
            f"other = sum(1 for _ in combinations(range({men}), {b}))",
            "return one * other",
        ),
        steps=(
            f"Choosing {a} of {women} {first}: {math.comb(women, a)} ways.",
            f"Choosing {b} of {men} {second}: {math.comb(men, b)} ways.",
            f"{math.comb(women, a)} × {math.comb(men, b)} = {gold}.",
        ),
        wrong=(
            (math.comb(women, a) + math.comb(men, b), "added the two counts"),
            (math.comb(women + men, a + b), "ignored the two groups"),
            (math.perm(women, a) * math.perm(men, b), "counted orders"),
        ),
    )


def _arrangements(dice: Dice) -> Draft:
    total = dice.upto(6, (40, 90, 200))
    places = dice.whole(2, 3 + (dice.level == 2))
    gold = math.perm(total, places)
    event = dice.pick(("race", "regatta", "ski run", "spelling bee", "chess open", "dance contest",
                       "swimming final", "baking contest", "cycling tour"))  # fmt: skip
    people = dice.pick(("people", "children", "teams", "friends", "villagers", "amateurs"))
    factors = " × ".join(str(total - k) for k in range(places))
    return Draft(
        statement=f"{total} {people} take part in a {event}. In how many ways can the first "
        f"{places} places be filled, if there are no ties?",
        gold=gold,
        program=program(
            "ways = 1",
            f"for taken in range({places}):",
            f"    ways = sum(ways for _ in range({total} - taken))",
            "return ways",
        ),
        steps=(f"One person fewer is left for each place: {factors} = {gold}.",),
        wrong=(
            (math.comb(total, places), "ignored the order"),
            (total**places, "let one person take several places"),
            (total * places, "swapped people and places"),
        ),
    )


def _anagrams(dice: Dice) -> Draft | None:
    word = dice.pick(_WORDS)
    extra = dice.pick("bcdfghkmpsvwz")
    text = (word + extra) if dice.pick((True, False)) else word
    text = text + dice.pick("aeiou") if dice.pick((True, False)) else text
    if len(text) > 8:
        return None
    first = dice.pick(sorted(set(text))) if dice.level else ""
    rest = text.replace(first, "", 1)
    counts = {letter: rest.count(letter) for letter in sorted(set(rest))}
    repeats = [count for count in counts.values() if count > 1]
    gold = math.factorial(len(rest)) // math.prod(map(math.factorial, repeats))
    below = " × ".join(f"{count}!" for count in repeats) or "1"
    rule = f" that begin with {first.upper()}" if first else ""
    fixed = f"{first.upper()} stands first; the other" if first else "All"
    return Draft(
        statement=f"How many different arrangements{rule} are there of all the letters "
        f"{text.upper()}?",
        gold=gold,
        program=program(
            "# place the letters of one kind after the other into the free places",
            f"text = '{text}'.replace('{first}', '', 1)",
            "free, ways = len(text), 1",
            "from itertools import combinations",
            "for letter in sorted(set(text)):",
            "    ways *= sum(1 for _ in combinations(range(free), text.count(letter)))",
            "    free -= text.count(letter)",
            "return ways",
        ),
        steps=(
            f"{fixed} {len(rest)} letters can be moved; swapping equal ones changes nothing.",
            f"{len(rest)}! ÷ ({below}) = {gold}.",
        ),
        wrong=(
            (math.factorial(len(rest)), "treated equal letters as different"),
            (math.factorial(len(text)), "treated all letters as different and free"),
            (gold * 2, "counted every arrangement forwards and backwards"),
            (gold // 2, "took an arrangement and its reverse for the same"),
        ),
    )


def _grid_paths(dice: Dice) -> Draft:
    wide, high = dice.upto(3, (11, 15, 20)), dice.upto(2, (9, 12, 18))
    gold = math.comb(wide + high, high)
    mover = dice.pick(("robot", "ladybird", "courier", "toy car", "taxi", "drone", "chess piece",
                       "snail", "delivery bot", "vacuum cleaner"))  # fmt: skip
    return Draft(
        statement=f"A {mover} on a square grid moves one step right or one step up at a time. How "
        f"many "
        f"routes lead to the point {wide} steps right and {high} steps up from its start?",
        gold=gold,
        program=program(
            f"row = [1] * ({wide} + 1)",
            f"for _ in range({high}):",
            f"    for place in range({wide}):",
            "        row[place + 1] += row[place]",
            "return row[-1]",
        ),
        steps=(
            f"A route has {wide + high} steps, and the {high} steps up can be any of them.",
            f"The binomial coefficient of {wide + high} over {high} is {gold}.",
        ),
        wrong=(
            (wide * high, "multiplied the sides"),
            (2 ** (wide + high), "let every step be free"),
            (math.comb(wide + high - 1, high), "was one step short"),
            (math.factorial(wide + high), "treated the steps as different"),
        ),
    )


def _two_dice(dice: Dice) -> Draft | None:
    one, other = dice.upto(3, (9, 14, 20)), dice.upto(5, (12, 20, 30))
    goal = dice.whole(4, one + other - 1)
    at_least = dice.pick((True, False))
    ways = sum(
        (i + j >= goal) if at_least else (i + j == goal)
        for i in range(1, one + 1)
        for j in range(1, other + 1)
    )
    gold = Fraction(ways, one * other)
    if not 0 < gold < 1:
        return None
    asked = "at least" if at_least else "exactly"
    return Draft(
        statement=f"A fair die with {one} sides and a fair die with {other} sides are rolled; "
        f"sides are "
        f"numbered from 1. What is the probability that the sum is {asked} {goal}? "
        "Give it as a fraction.",
        gold=gold,
        program=program(
            f"rolls = [i + j for i in range(1, {one} + 1) for j in range(1, {other} + 1)]",
            f"hits = sum(1 for roll in rolls if roll {'>=' if at_least else '=='} {goal})",
            "return Fraction(hits, len(rolls))",
        ),
        steps=(
            f"There are {one} × {other} = {one * other} equally likely pairs.",
            f"The sum is {asked} {goal} in {ways} of them, so the probability is "
            f"{ways}/{one * other} = {gold}.",
        ),
        wrong=(
            (1 - gold, "gave the probability of the opposite"),
            (Fraction(1, one + other - 1), "took all sums for equally likely"),
            (Fraction(ways, one + other), "added the numbers of sides"),
            (Fraction(ways + 1, one * other), "counted one pair too many"),
        ),
    )


def _draw_pair(dice: Dice) -> Draft:
    red, blue = dice.upto(3, (8, 15, 30)), dice.upto(3, (8, 15, 30))
    total = red + blue
    gold = Fraction(red * (red - 1), total * (total - 1))
    thing = dice.pick(("marbles", "beads", "buttons", "tickets", "cards", "counters", "sweets"))
    one, other = dice.some(("red", "blue", "green", "yellow", "white", "black"), 2)
    return Draft(
        statement=f"A bag holds {red} {one} and {blue} {other} {thing}. Two are drawn without "
        f"being put "
        f"back. What is the probability that both are {one}? "
        "Give it as a fraction.",
        gold=gold,
        program=program(
            f"bag = [1] * {red} + [0] * {blue}",
            "pairs = [(i, j) for i in range(len(bag)) for j in range(len(bag)) if i != j]",
            "hits = sum(1 for i, j in pairs if bag[i] and bag[j])",
            "return Fraction(hits, len(pairs))",
        ),
        steps=(
            f"The first is {one} with probability {red}/{total}.",
            f"Then {red - 1} of the remaining {total - 1} are {one}: {red - 1}/{total - 1}.",
            f"{red}/{total} × {red - 1}/{total - 1} = {gold}.",
        ),
        wrong=(
            (Fraction(red * red, total * total), "put the first one back"),
            (Fraction(red, total), "drew only one"),
            (Fraction(red, total) + Fraction(red - 1, total - 1), "added the probabilities"),
            (1 - gold, "gave the probability of the opposite"),
        ),
    )


def _at_least_one(dice: Dice) -> Draft:
    sides, rolls = dice.upto(3, (20, 40, 99)), dice.whole(2, 3 + (dice.level > 0))
    face = dice.whole(1, sides)
    gold = 1 - Fraction(sides - 1, sides) ** rolls
    thing = dice.pick(
        ("spinning top", "spinner", "wheel of fortune", "lottery machine", "number wheel")
    )
    return Draft(
        statement=f"A fair {thing} shows each number from 1 to {sides} with the same probability "
        f"and is "
        f"used {rolls} times. What is the probability that {face} comes up at least once? "
        "Give it as a fraction.",
        gold=gold,
        program=program(
            "hit, miss = Fraction(0), Fraction(1)",
            f"for _ in range({rolls}):",
            f"    hit, miss = hit + miss / {sides}, miss - miss / {sides}",
            "return hit",
        ),
        steps=(
            f"Each time it fails to come up with probability {sides - 1}/{sides}.",
            f"It fails {rolls} times with probability {1 - gold}.",
            f"1 - {1 - gold} = {gold}.",
        ),
        wrong=(
            (1 - gold, "gave the probability that it never comes up"),
            (Fraction(rolls, sides), "added the probabilities"),
            (Fraction(1, sides) ** rolls, "asked for it every time"),
        ),
    )


def _mean(dice: Dice) -> Draft:
    values = [dice.upto(3, (40, 150, 900)) for _ in range(4 + dice.level)]
    gold = Fraction(sum(values), len(values))
    middle = sorted(values)[len(values) // 2]
    return Draft(
        statement=f"Find the mean of {', '.join(map(str, values))}. Give it exactly.",
        gold=gold,
        program=program(
            f"values = {values}",
            "guess = values[0]",
            "return guess + Fraction(sum(value - guess for value in values), len(values))",
        ),
        steps=(
            f"The sum is {sum(values)}, and there are {len(values)} values.",
            f"{sum(values)} ÷ {len(values)} = {gold}.",
        ),
        wrong=(
            (middle, "gave the value in the middle"),
            (sum(values), "forgot to divide"),
            (Fraction(sum(values), len(values) - 1), "divided by one less"),
            (Fraction(max(values) + min(values), 2), "took the middle of the range"),
        ),
    )


def _median(dice: Dice) -> Draft:
    values = [dice.upto(3, (50, 200, 900)) for _ in range(dice.pick((5, 6, 7, 8)))]
    ordered = sorted(values)
    half = len(values) // 2
    odd = len(values) % 2
    gold = Fraction(ordered[half]) if odd else Fraction(ordered[half - 1] + ordered[half], 2)
    where = "the middle one is" if odd else "the mean of the middle two is"
    return Draft(
        statement=f"What is the median of {', '.join(map(str, values))}?",
        gold=gold,
        program=program(
            f"values = {values}",
            "while len(values) > 2:",
            "    values.remove(min(values))",
            "    values.remove(max(values))",
            "return Fraction(sum(values), len(values))",
        ),
        steps=(
            f"In order: {', '.join(map(str, ordered))}.",
            f"There are {len(values)} values; {where} {gold}.",
        ),
        wrong=(
            (values[half], "did not put the values in order"),
            (Fraction(sum(values), len(values)), "gave the mean"),
            (ordered[half - 1], "took the value below the middle"),
            (max(values) - min(values), "gave the range"),
        ),
    )


def _missing_value(dice: Dice) -> Draft | None:
    values = [dice.upto(10, (60, 200, 900)) for _ in range(3 + dice.level)]
    average = dice.upto(20, (60, 200, 900))
    gold = average * (len(values) + 1) - sum(values)
    if gold <= 0:
        return None
    return Draft(
        statement=f"{len(values) + 1} numbers have the mean {average}. All but one of them are "
        f"{', '.join(map(str, values))}. What is the other one?",
        gold=gold,
        program=program(
            "other = 0",
            f"while sum({values}) + other < {average} * ({len(values)} + 1):",
            "    other += 1",
            "return other",
        ),
        steps=(
            f"All numbers add up to {len(values) + 1} × {average} = {average * (len(values) + 1)}.",
            f"The known ones add up to {sum(values)}.",
            f"{average * (len(values) + 1)} - {sum(values)} = {gold}.",
        ),
        wrong=(
            (average * len(values) - sum(values), "forgot to count the missing number"),
            (average, "gave the mean"),
            (average * (len(values) + 1), "gave the sum of all"),
            (2 * average - values[-1], "balanced the last number only"),
        ),
    )


TEMPLATES = (
    Template("committee", "counting", _committee),
    Template("arrangements", "counting", _arrangements),
    Template("anagrams", "counting", _anagrams),
    Template("grid_paths", "counting", _grid_paths),
    Template("two_dice", "probability", _two_dice),
    Template("draw_pair", "probability", _draw_pair),
    Template("at_least_one", "probability", _at_least_one),
    Template("mean", "statistics", _mean),
    Template("median", "statistics", _median),
    Template("missing_value", "statistics", _missing_value),
)
