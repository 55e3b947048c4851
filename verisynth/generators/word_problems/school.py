"""School, sports and games: marks, tickets, tournaments, seats, scores."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story


def _needed_mark(dice: Dice, scene: Scene) -> Draft | None:
    marks = [dice.whole(55, 98) for _ in range(3 + dice.level)]
    goal = dice.whole(65, 92)
    gold = goal * (len(marks) + 1) - sum(marks)
    if not 40 <= gold <= 100:
        return None
    test = dice.pick(("tests", "essays", "quizzes", "lab reports", "recitals"))
    return Draft(
        statement=f"{scene.who} has the marks {', '.join(map(str, marks))} in {len(marks)} "
        f"{test}. Which "
        f"mark in the next of the {test} brings the mean of all of them to exactly {goal}?",
        gold=gold,
        program=program(
            f"marks = {marks}",
            "mark = 0",
            f"while sum(marks) + mark < {goal} * (len(marks) + 1):",
            "    mark += 1",
            "return mark",
        ),
        steps=(
            f"With {len(marks) + 1} marks the sum must be {len(marks) + 1} × {goal} = "
            f"{goal * (len(marks) + 1)}.",
            f"The marks so far add up to {sum(marks)}.",
            f"{goal * (len(marks) + 1)} - {sum(marks)} = {gold}.",
        ),
        wrong=(
            (goal, "gave the mean that is wanted"),
            (Fraction(sum(marks), len(marks)), "gave the mean so far"),
            (goal * len(marks) - sum(marks), "forgot to count the new mark"),
            (2 * goal - marks[-1] if 2 * goal - marks[-1] != gold else gold + 1,
             "balanced the last mark only"),
        ),
    )  # fmt: skip


def _tickets(dice: Dice, scene: Scene) -> Draft | None:
    adults, children = dice.upto(8, (40, 150, 600)), dice.upto(8, (40, 150, 600))
    p, q = dice.whole(6, 20), dice.whole(2, 5)
    total, income = adults + children, adults * p + children * q
    show = dice.pick(("school play", "concert", "football match", "magic show", "film night"))
    return Draft(
        statement=f"For a {show} {scene.name}, {scene.role}, sold {total} tickets and took in "
        f"${income}. "
        f"A ticket costs ${p} for adults and ${q} for children. How many tickets for adults "
        "were sold?",
        gold=adults,
        program=program(
            f"for adults in range({total} + 1):",
            f"    if {p} * adults + {q} * ({total} - adults) == {income}:",
            "        return adults",
        ),
        steps=(
            f"If all were children, the income would be {total} × ${q} = ${total * q}.",
            f"${income} - ${total * q} = ${income - total * q} more was taken in.",
            f"Each adult adds ${p} - ${q} = ${p - q}: {income - total * q} ÷ {p - q} = {adults}.",
        ),
        wrong=(
            (children if children != adults else adults + 1, "gave the tickets for children"),
            (Fraction(income, p), "took all for adults"),
            (Fraction(income, p + q), "sold the tickets in pairs"),
            (Fraction(total, 2), "halved the tickets"),
        ),
    )


def _round_robin(dice: Dice, scene: Scene) -> Draft:
    teams, rounds = dice.upto(5, (10, 20, 40)), dice.whole(1, 3)
    minutes = dice.pick((10, 12, 15, 18, 20, 25, 30, 40, 45))
    games = teams * (teams - 1) // 2 * rounds
    gold = games * minutes
    sport = dice.pick(
        ("chess", "table tennis", "handball", "badminton", "volleyball", "darts", "judo")
    )
    times = {1: "once", 2: "twice", 3: "3 times"}[rounds]
    return Draft(
        statement=f"{scene.who} organises a {sport} tournament in which each of {teams} teams "
        f"plays every "
        f"other team {times}. Every game takes {minutes} minutes and they are played one after the "
        "other. How many minutes of play is that in all?",
        gold=gold,
        program=program(
            "games = 0",
            f"for first in range({teams}):",
            f"    for second in range(first + 1, {teams}):",
            f"        games += {rounds}",
            f"return games * {minutes}",
        ),
        steps=(
            f"There are {teams} × {teams - 1} ÷ 2 = {teams * (teams - 1) // 2} pairs of teams.",
            f"They play {times}, which makes {games} games.",
            f"{games} × {minutes} = {gold} minutes.",
        ),
        wrong=(
            (2 * gold, "counted every pair twice"),
            (games, "gave the number of games"),
            (teams * teams // 2 * rounds * minutes, "let teams play against themselves"),
            ((teams - 1) * rounds * minutes, "followed one team only"),
        ),
    )


def _seat_rows(dice: Dice, scene: Scene) -> Draft:
    first, more, rows = dice.upto(8, (20, 35, 60)), dice.whole(2, 6), dice.upto(6, (14, 30, 60))
    last = first + (rows - 1) * more
    gold = rows * (first + last) // 2
    hall = dice.pick(("theatre", "lecture hall", "stadium block", "cinema", "circus tent"))
    return Draft(
        statement=f"{scene.who} counts seats in a {hall} with {rows} rows. The first row has "
        f"{first} seats "
        f"and every row has {more} seats more than the one in front of it. How many seats are "
        f"there?",
        gold=gold,
        program=program(
            f"seats, row = 0, {first}",
            f"for _ in range({rows}):",
            f"    seats, row = seats + row, row + {more}",
            "return seats",
        ),
        steps=(
            f"The last row has {first} + {rows - 1} × {more} = {last} seats.",
            f"On average a row has ({first} + {last}) ÷ 2 = {Fraction(first + last, 2)} seats.",
            f"{rows} × {Fraction(first + last, 2)} = {gold}.",
        ),
        wrong=(
            (rows * first, "took all rows for equal"),
            (last, "gave the last row"),
            (rows * (first + first + rows * more) // 2, "added one row too many to the last"),
            (rows * last, "took every row as long as the last"),
        ),
    )


def _bus_trip(dice: Dice, scene: Scene) -> Draft | None:
    pupils, teachers, seats = dice.upto(40, (150, 500, 1500)), dice.whole(3, 25), dice.whole(28, 60)
    price = 10 * dice.whole(12, 60)
    people = pupils + teachers
    buses = -(-people // seats)
    if people % seats == 0 or -(-pupils // seats) == buses:
        return None
    place = dice.pick(("museum", "zoo", "planetarium", "castle", "nature park", "theatre"))
    return Draft(
        statement=f"{pupils} pupils and {teachers} teachers visit a {place}. {scene.who} orders "
        f"buses with "
        f"{seats} seats each for ${price} a bus. What do the buses cost?",
        gold=buses * price,
        unit="$",
        program=program(
            f"waiting, cost = {pupils} + {teachers}, 0",
            "while waiting > 0:",
            f"    waiting, cost = waiting - {seats}, cost + {price}",
            "return cost",
        ),
        steps=(
            f"{pupils} + {teachers} = {people} people need a seat.",
            f"{people} = {people // seats} × {seats} + {people % seats}, so {buses} buses are "
            f"needed.",
            f"{buses} × ${price} = {money(buses * price)}.",
        ),
        wrong=(
            ((buses - 1) * price, "rounded down or forgot the teachers"),
            (buses, "gave the number of buses"),
            ((buses + 1) * price, "ordered a bus too many"),
            (people * price, "paid for every person"),
        ),
    )


def _quiz_score(dice: Dice, scene: Scene) -> Draft | None:
    right, wrong, none = dice.upto(8, (15, 30, 80)), dice.whole(2, 9), dice.whole(1, 6)
    plus, minus = dice.whole(3, 8), dice.whole(1, 3)
    total = right + wrong + none
    gold = right * plus - wrong * minus
    event = dice.pick(("quiz", "chess quiz", "spelling contest", "geography test", "trivia night"))
    return Draft(
        statement=f"A {event} has {total} questions: {plus} points for a right answer, {minus} "
        f"{'point is' if minus == 1 else 'points are'} taken off for a wrong one, and nothing "
        f"happens "
        f"for one left open. {scene.who} leaves {none} open and has {wrong} wrong. What is the "
        f"score?",
        gold=gold,
        program=program(
            f"sheet = ['open'] * {none} + ['wrong'] * {wrong}",
            f"sheet += ['right'] * ({total} - len(sheet))",
            f"return sum({{'open': 0, 'wrong': -{minus}, 'right': {plus}}}[one] for one in sheet)",
        ),
        steps=(
            f"{total} - {none} - {wrong} = {right} answers are right.",
            f"They give {right} × {plus} = {right * plus} points; {wrong} × {minus} = "
            f"{wrong * minus} "
            "are taken off.",
            f"{right * plus} - {wrong * minus} = {gold}.",
        ),
        wrong=(
            (right * plus, "took nothing off"),
            ((right + none) * plus - wrong * minus, "counted open questions as right"),
            (right * plus + wrong * minus, "added for wrong answers"),
            (right * plus - (wrong + none) * minus, "took points off for open questions"),
        ),
    )


def _survey(dice: Dice, scene: Scene) -> Draft | None:
    both, only_a, only_b, none = (dice.upto(3, (15, 60, 300)) for _ in range(4))
    a, b, total = both + only_a, both + only_b, both + only_a + only_b + none
    first, second = dice.some(("tennis", "painting", "chess", "dancing", "swimming", "singing",
                               "coding", "climbing", "drama", "judo"), 2)  # fmt: skip
    return Draft(
        statement=f"{scene.who} asks {total} pupils about their hobbies. {a} like {first}, {b} "
        f"like "
        f"{second}, and {none} like neither. How many like both?",
        gold=both,
        program=program(
            f"for both in range({a} + 1):",
            f"    if ({a} - both) + ({b} - both) + both + {none} == {total}:",
            "        return both",
        ),
        steps=(
            f"{total} - {none} = {total - none} like at least one of the two.",
            f"{a} + {b} = {a + b} counts those who like both twice.",
            f"{a + b} - {total - none} = {both}.",
        ),
        wrong=(
            (abs(total - a - b), "ignored those who like neither"),
            (total - none, "gave those who like at least one"),
            (only_a + only_b, "gave those who like exactly one"),
            (both + none, "added those who like neither"),
        ),
    )


STORIES = (
    Story("needed_mark", "school", _needed_mark),
    Story("bus_trip", "school", _bus_trip),
    Story("survey", "school", _survey),
    Story("seat_rows", "school", _seat_rows),
    Story("tickets", "events", _tickets),
    Story("round_robin", "events", _round_robin),
    Story("quiz_score", "events", _quiz_score),
)
