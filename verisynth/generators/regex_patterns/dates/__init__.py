"""Dates, times and durations."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.dates.clock_time import clock_time
from verisynth.generators.regex_patterns.dates.date import date
from verisynth.generators.regex_patterns.dates.duration import duration
from verisynth.generators.regex_patterns.dates.month_day import month_day
from verisynth.generators.regex_patterns.dates.weekday_slot import weekday_slot
from verisynth.generators.regex_patterns.draft import Concept

CONCEPTS: Mapping[str, Concept] = {
    "date": date,
    "clock-time": clock_time,
    "duration": duration,
    "month-day": month_day,
    "weekday-slot": weekday_slot,
}
