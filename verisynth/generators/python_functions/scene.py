"""Who asks and about what: personas, their settings, and the :class:`Scene` a template draws from.

A scene bundles the random generator with the values of the sampling axes, so that a template reads
its nouns, sizes and choices from one place. Both Python generators share it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")

LEVELS = ("easy", "medium", "hard")
STYLES = ("plain", "docstring", "story", "ticket", "interview")


@dataclass(frozen=True, slots=True)
class Setting:
    """The nouns of one small world; every noun is also usable as a Python identifier."""

    one: str
    many: str
    owner: str
    owners: tuple[str, ...]
    label: str
    labels: tuple[str, ...]
    amount: str
    situation: str
    """One sentence in the first person, for statements that tell a story."""


def _setting(nouns: str, owners: str, labels: str, situation: str) -> Setting:
    one, many, owner, label, amount = nouns.split()
    return Setting(
        one, many, owner, tuple(owners.split()), label, tuple(labels.split()), amount, situation
    )


_PEOPLE = "Ana Bo Chidi Dana Emil Farah Goran Hana"
_CODES = "A1 B2 C3 D4 E5 F6 G7 H8"

SETTINGS: Mapping[str, Setting] = {
    "orders": _setting(
        "order orders customer status total",
        _PEOPLE,
        "new paid shipped returned lost",
        "Every Monday I summarise the orders of our web shop by hand.",
    ),
    "survey answers": _setting(
        "answer answers region topic score",
        "north south east west coast hills",
        "price service taste delivery noise",
        "Our survey tool exports raw answers and nothing else.",
    ),
    "web visits": _setting(
        "visit visits page source seconds",
        "home docs blog shop help jobs",
        "search mail direct partner social",
        "The visit log of our site grows faster than my spreadsheet can handle.",
    ),
    "matches": _setting(
        "match matches player mode points",
        _PEOPLE,
        "solo duo squad ranked casual",
        "The scoreboard of my prototype still shows raw match data.",
    ),
    "quests": _setting(
        "quest quests hero kind gold",
        "Rook Sable Tarn Ulla Vex Wren",
        "hunt escort puzzle rescue trade",
        "Quest rewards in my game are balanced by a script that nobody understands any more.",
    ),
    "exams": _setting(
        "exam exams student subject marks",
        _PEOPLE,
        "algebra biology history music physics",
        "I mark four classes and want the sums done by the computer.",
    ),
    "homework": _setting(
        "submission submissions pupil subject minutes",
        _PEOPLE,
        "reading maths drawing science poetry",
        "My pupils hand in homework through a form that only gives me raw rows.",
    ),
    "incidents": _setting(
        "incident incidents service severity minutes",
        "auth search billing cache queue mail",
        "low medium high critical unknown",
        "After each on-call week I have to report on our incidents.",
    ),
    "deployments": _setting(
        "deployment deployments team result seconds",
        "core web data mobile edge infra",
        "ok failed skipped aborted retried",
        "Our deployment log is the only record of what went out when.",
    ),
    "loans": _setting(
        "loan loans member genre days",
        _PEOPLE,
        "novel atlas comic poetry travel",
        "The loan desk of our library runs on a very old export file.",
    ),
    "reservations": _setting(
        "reservation reservations reader shelf position",
        _PEOPLE,
        "red blue green white black",
        "Readers keep asking where they stand in our reservation queue.",
    ),
    "parcels": _setting(
        "parcel parcels depot zone grams",
        "Lyon Oslo Porto Graz Turku Derry",
        "inner outer remote island express",
        "Parcels pile up at the depot while I sort the list by hand.",
    ),
    "stock counts": _setting(
        "count counts shelf category units",
        _CODES,
        "tools paint bolts wire glue",
        "Twice a year we count every shelf and then fight with the numbers.",
    ),
    "appointments": _setting(
        "appointment appointments doctor room minutes",
        "Ito Khan Lopez Meyer Novak Osei",
        "xray lab dental eye skin",
        "The appointment book of our clinic is full and I need to plan around it.",
    ),
    "lab samples": _setting(
        "sample samples patient kind volume",
        _CODES,
        "blood saliva tissue plasma swab",
        "Samples reach the lab in batches with very plain lists attached.",
    ),
    "readings": _setting(
        "reading readings sensor level value",
        "roof cellar pond field tower gate",
        "dry humid frosty windy calm",
        "The weather stations send readings all night and I clean them in the morning.",
    ),
    "storms": _setting(
        "storm storms coast category gusts",
        "north south east west delta cape",
        "weak fair strong severe extreme",
        "I keep an archive of storms and compare the seasons.",
    ),
    "invoices": _setting(
        "invoice invoices client state cents",
        "Acme Brix Cogs Dyno Elmo Fuji",
        "draft open paid late void",
        "At the end of the month every invoice has to be accounted for.",
    ),
    "expenses": _setting(
        "expense expenses employee purpose cents",
        _PEOPLE,
        "travel meals hotel books tools",
        "Expense claims come in as plain lists and go out as one tidy report.",
    ),
    "trips": _setting(
        "trip trips driver line kilometres",
        _PEOPLE,
        "city school night airport harbour",
        "I plan bus trips and check yesterday's trips each morning.",
    ),
    "delays": _setting(
        "delay delays stop cause minutes",
        "Mill Park Dock Hill Moor Quay",
        "traffic weather fault crowd works",
        "Passengers want honest figures about our delays.",
    ),
    "shifts": _setting(
        "shift shifts volunteer duty hours",
        _PEOPLE,
        "kitchen door stage tickets cleanup",
        "Our volunteers sign up for shifts in a shared text file.",
    ),
    "donations": _setting(
        "donation donations donor campaign euros",
        _PEOPLE,
        "roof trees books meals sports",
        "Donations arrive from many campaigns and the board wants an overview.",
    ),
    "tracks": _setting(
        "track tracks artist genre seconds",
        "Aria Blix Coda Drum Echo Funk",
        "jazz folk house metal choir",
        "My radio show is planned from a list of tracks, second by second.",
    ),
}

PERSONAS: Mapping[str, tuple[str, ...]] = {
    "data analyst": ("orders", "survey answers", "web visits"),
    "game developer": ("matches", "quests"),
    "teacher": ("exams", "homework"),
    "site reliability engineer": ("incidents", "deployments"),
    "librarian": ("loans", "reservations"),
    "warehouse supervisor": ("parcels", "stock counts"),
    "clinic coordinator": ("appointments", "lab samples"),
    "meteorologist": ("readings", "storms"),
    "accountant": ("invoices", "expenses"),
    "bus dispatcher": ("trips", "delays"),
    "volunteer coordinator": ("shifts", "donations"),
    "radio producer": ("tracks", "survey answers"),
}

_WORDS = [
    "amber",
    "basin",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "harbor",
    "island",
    "jasper",
    "kettle",
    "lagoon",
    "meadow",
    "nectar",
    "orchid",
    "pepper",
    "quartz",
    "raven",
    "saddle",
    "timber",
    "umbra",
    "velvet",
    "willow",
    "xenon",
    "yarrow",
    "zephyr",
    "apple",
    "oak",
    "eel",
    "ivy",
    "urn",
    "sky",
]


@dataclass(frozen=True, slots=True)
class Scene:
    """The chance and the axis values of one draw."""

    rng: random.Random
    level: str
    style: str
    persona: str
    setting: Setting

    def pick(self, *options: T) -> T:
        """One of the options, all equally likely."""
        return self.rng.choice(options)

    def coin(self) -> bool:
        """Yes or no, equally likely."""
        return self.rng.random() < 0.5

    def number(self, low: int, high: int) -> int:
        """An integer between both ends, included."""
        return self.rng.randint(low, high)

    def ints(self, size: int, low: int, high: int) -> list[int]:
        """``size`` integers between both ends, included."""
        return [self.rng.randint(low, high) for _ in range(size)]

    def some(self, options: Sequence[T], low: int, high: int) -> list[T]:
        """Between ``low`` and ``high`` of the options, repeats allowed."""
        return [self.rng.choice(options) for _ in range(self.rng.randint(low, high))]

    def distinct(self, options: Sequence[T], size: int) -> list[T]:
        """``size`` different options in random order."""
        return self.rng.sample(options, size)

    def words(self, low: int, high: int) -> list[str]:
        """Lower-case English words."""
        return self.some(_WORDS, low, high)

    def text(self, alphabet: str, low: int, high: int) -> str:
        """A string over ``alphabet``."""
        return "".join(self.some(alphabet, low, high))

    def owned(self, low: int, high: int, amounts: Callable[[], int]) -> list[tuple[str, int]]:
        """Records of the setting as (owner, amount) pairs, over few owners so that they repeat."""
        owners = self.distinct(self.setting.owners, 4)
        return [(owner, amounts()) for owner in self.some(owners, low, high)]

    @property
    def hard(self) -> bool:
        """Whether the hardest variant was asked for."""
        return self.level == "hard"


def stage(rng: random.Random, cell: Mapping[str, str]) -> Scene:
    """The scene for a cell; axes the cell does not name are drawn, the setting to fit the persona.

    A setting without a persona gets a persona that knows it, so that a story never contradicts
    itself unless the spec asks for that pair.
    """
    setting = cell.get("setting") or ""
    persona = cell.get("persona") or rng.choice(
        [name for name, known in PERSONAS.items() if not setting or setting in known]
    )
    setting = setting or rng.choice(PERSONAS.get(persona, tuple(SETTINGS)))
    return Scene(
        rng,
        cell.get("difficulty") or rng.choice(LEVELS),
        cell.get("style") or rng.choice(STYLES),
        persona,
        SETTINGS[setting],
    )


class Levelled(Protocol):
    """A template that knows which difficulties it can be drawn at."""

    @property
    def levels(self) -> tuple[str, ...]:
        """Some of :data:`LEVELS`."""


L = TypeVar("L", bound=Levelled)


def axes(topics: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    """Topic and difficulty choose the template; style, persona and setting the words."""
    return {
        "topic": tuple(topics),
        "difficulty": LEVELS,
        "style": STYLES,
        "persona": tuple(PERSONAS),
        "setting": tuple(SETTINGS),
    }


def choose(topics: Mapping[str, Sequence[L]], scene: Scene, cell: Mapping[str, str]) -> L:
    """A template of the cell's topic, or of any, that can be drawn at the scene's difficulty."""
    templates = topics[cell.get("topic") or scene.rng.choice(list(topics))]
    return scene.rng.choice([one for one in templates if scene.level in one.levels])
