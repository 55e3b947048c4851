"""The worlds the questions are set in: one shape of schema, ten vocabularies.

Every domain has three tables: *parents* (who acts), *items* (what it is about), *events* (what
happened, when, how much). Parents may point at another parent; an event may have no item and may
lack its extra number. These are the places where wrong queries part from right ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Domain:
    """Names and values of one world. Columns are named by the role they play."""

    name: str
    place: str
    """What kind of organisation asks, e.g. ``a shipping company``."""
    parent: str
    """One of them, in English; the table is named after the plural."""
    parents: str
    parent_names: str
    group: str
    groups: str
    score: str
    boss: str
    """Column that points at another parent."""
    boss_role: str
    item: str
    items: str
    item_names: str
    kind: str
    kinds: str
    price: str
    event: str
    events: str
    date: str
    amount: str
    status: str
    statuses: str
    extra: str
    """Integer column of events that may be NULL."""
    top: int
    """About the largest amount of one event."""


DOMAINS = (
    Domain(
        "shipping", "a shipping company", "customer", "customers",
        "Abel Brook Corin Dunn Elmet Farrow Gale Hythe Imber Jutland Kesten Lowe",
        "region", "north south east west", "credit_score", "referred_by", "referrer",
        "port", "ports", "Antwerp Bergen Cadiz Durban Esbjerg Fremantle Gdynia Haifa",
        "ocean", "Atlantic Pacific Baltic Indian", "dock_count",
        "shipment", "shipments", "shipped_on", "weight_kg",
        "status", "delivered lost delayed returned", "insured_value", 900,
    ),
    Domain(
        "library", "a city library", "member", "members",
        "Ada Bela Cleo Dora Emil Finn Gwen Hugo Ines Jon Kira Lars",
        "district", "harbour oldtown hillside station", "age", "invited_by", "inviting member",
        "book", "books", "Dune Emma Ivanhoe Kim Lolita Middlemarch Nostromo Ulysses",
        "genre", "crime poetry history travel", "page_count",
        "loan", "loans", "borrowed_on", "days_kept",
        "state", "returned overdue renewed damaged", "fine_cents", 60,
    ),
    Domain(
        "clinic", "a medical clinic", "doctor", "doctors",
        "Amari Bauer Castro Demir Ekman Fischer Gupta Hansen Ito Jensen Kovac Lund",
        "department", "cardiology surgery pediatrics neurology", "years_served",
        "supervisor_id", "supervisor",
        "room", "rooms", "R101 R102 R203 R204 R305 R306 R407 R408",
        "wing", "A B C D", "bed_count",
        "visit", "visits", "visited_on", "minutes",
        "outcome", "treated referred cancelled admitted", "copay", 90,
    ),
    Domain(
        "school", "a language school", "student", "students",
        "Aiko Bruno Chloe Dario Elif Fatima Goran Hana Igor Julia Kofi Leila",
        "city", "Lyon Porto Graz Turku", "entry_score", "tutor_id", "tutor",
        "course", "courses", "French Greek Hindi Irish Korean Latin Polish Welsh",
        "level", "A1 A2 B1 B2", "seat_count",
        "exam", "exams", "taken_on", "points",
        "result", "passed failed absent deferred", "bonus_points", 100,
    ),
    Domain(
        "e-commerce", "an online shop", "buyer", "buyers",
        "Alma Boris Carla Denis Edith Fred Greta Henk Irma Jules Karin Leo",
        "country", "Spain Italy Norway Chile", "loyalty_level", "referred_by", "referrer",
        "product", "products", "Kettle Lamp Mug Notebook Pan Radio Scarf Teapot",
        "category", "kitchen office garden clothing", "price",
        "order", "orders", "ordered_on", "total",
        "status", "paid refunded pending cancelled", "discount", 400,
    ),
    Domain(
        "airline", "an airline", "pilot", "pilots",
        "Acosta Bell Chen Dubois Evans Flores Gruber Hale Ivanov Jones Kim Lopez",
        "base", "Oslo Madrid Vienna Dublin", "rank_level", "instructor_id", "instructor",
        "plane", "planes", "Albatross Buzzard Condor Dove Eagle Falcon Gannet Heron",
        "model", "A320 B737 E190 Q400", "seat_count",
        "flight", "flights", "flown_on", "minutes",
        "status", "landed diverted cancelled delayed", "delay_minutes", 600,
    ),
    Domain(
        "streaming", "a film streaming service", "viewer", "viewers",
        "amber77 bluejay cosmo delta9 echo_k foxglove gizmo harbor iris_m jolt kite lumen",
        "plan", "free basic family premium", "age", "invited_by", "inviting viewer",
        "film", "films", "Aurora Breakers Cinder Driftwood Ember Fathom Glacier Horizon",
        "genre", "drama comedy documentary thriller", "length_minutes",
        "viewing", "viewings", "viewed_on", "minutes_watched",
        "device", "tv phone tablet laptop", "stars", 180,
    ),
    Domain(
        "hr", "a consulting firm's personnel office", "employee", "employees",
        "Adler Bianchi Costa Dahl Eriksen Fuchs Gomez Haas Iversen Janssen Keller Lang",
        "team", "audit legal design sales", "grade", "manager_id", "manager",
        "project", "projects", "Apollo Borealis Cobalt Delphi Equinox Fulcrum Granite Helix",
        "client", "Arvo Borg Celtis Dovre", "budget_days",
        "timesheet", "timesheets", "worked_on", "hours",
        "activity", "travel meeting analysis training", "overtime_hours", 12,
    ),
    Domain(
        "sports", "a handball league", "player", "players",
        "Alves Berg Cruz Djuric Engel Fonseca Gill Holm Ilic Jovic Krog Larsen",
        "club", "Comets Rovers Falcons United", "shirt_number", "mentor_id", "mentor",
        "venue", "venues", "Arena Bastion Coliseum Dome Eyrie Forum Garden Hall",
        "surface", "parquet rubber vinyl concrete", "capacity",
        "appearance", "appearances", "played_on", "goals",
        "role", "starter substitute captain reserve", "penalty_minutes", 14,
    ),
    Domain(
        "banking", "a savings bank", "client", "clients",
        "Arden Blythe Calder Devon Exmoor Fenwick Grange Holt Inglis Jarrow Kelso Lorne",
        "segment", "private business student senior", "risk_class", "guarantor_id", "guarantor",
        "branch", "branches", "Central Dockside Elmwood Foundry Gateway Hilltop Island Junction",
        "zone", "Z1 Z2 Z3 Z4", "desk_count",
        "payment", "payments", "booked_on", "amount",
        "channel", "card transfer cash standing", "fee", 900,
    ),
    Domain(
        "hotel", "a hotel group", "guest", "guests",
        "Almeida Bishop Cohen Dvorak Essex Fontaine Grimm Huber Ivey Jacobs Klein Lindt",
        "tier", "bronze silver gold platinum", "stay_count", "referred_by", "referrer",
        "suite", "suites", "Amber Birch Cedar Dahlia Elm Fern Ginkgo Hazel",
        "outlook", "sea garden city mountain", "bed_count",
        "booking", "bookings", "arrived_on", "nights",
        "source", "web phone agency desk", "minibar", 21,
    ),
)  # fmt: skip
