"""Gives a process other surroundings before the code under test is loaded in it.

Number 0 changes nothing. Any other number moves the clock, the time zone, the locale and the
moments at which threads take turns: what depends on one of them differs between two runs. The
real clock of the machine cannot be moved from inside a box, so Python's view of it is.
"""

import datetime
import gc
import locale
import os
import sys
import time

SHIFT_SECONDS = 20_000_000
"""Over seven months: another year half of the time, another month, weekday, hour and second."""
ZONES = ("UTC0", "XST-5:45", "XST9:30")
"""As POSIX spells them, so that no zone files are needed: UTC, 5:45 h ahead, 9:30 h behind."""
LOCALES = ("tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "C")
SWITCH_SECONDS = 1e-5


def enter(number):
    """Change the surroundings of this process, for good."""
    if not number:
        return
    os.environ["TZ"] = ZONES[number % len(ZONES)]
    time.tzset()
    os.environ["LANG"] = os.environ["LC_ALL"] = _locale()
    sys.setswitchinterval(SWITCH_SECONDS)
    _move_clock(number * SHIFT_SECONDS)


def _locale():
    """The first of the foreign locales that exists here; which one a program finds is chance."""
    before = locale.setlocale(locale.LC_ALL)
    for name in LOCALES:
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_ALL, before)
        return name
    return "C"


def _move_clock(seconds):
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + seconds
    time.time_ns = lambda: now_ns() + seconds * 1_000_000_000
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, _from_moved(getattr(time, name)))
    strftime = time.strftime
    time.strftime = lambda form, when=None: strftime(form, when or time.localtime())
    asctime = time.asctime
    time.asctime = lambda when=None: asctime(when or time.localtime())
    _move_datetime()


def _from_moved(convert):
    return lambda when=None: convert(time.time() if when is None else when)


def _move_datetime():
    # date.today() and datetime.today() ask the module time; these two ask the kernel. The class
    # itself must stay the same, since results cross the border by exact type.
    attributes = gc.get_referents(datetime.datetime.__dict__)[0]
    attributes["now"] = classmethod(lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
    attributes["utcnow"] = classmethod(lambda cls: cls.utcfromtimestamp(time.time()))
    sys._clear_type_cache()
