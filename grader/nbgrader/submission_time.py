"""Read the time of a submission, as nbgrader's exchange writes it, in UTC.

nbgrader writes a zone's abbreviation, such as KST, and reads one that it does not know as UTC: hours late.
"""

from __future__ import annotations

import datetime
import re
import warnings

from dateutil import parser, tz

_OFFSET = re.compile(r"[+-]\d\d:?\d\d")


def read_time(text: str, zone: str = "UTC") -> datetime.datetime:
    """Read a time; the result is in UTC, without a zone, as nbgrader stores it.

    text: such as "2026-11-20 10:11:12.5 KST"; without a zone it is in UTC
    zone: name of the zone that times are written in, such as "Asia/Seoul"; its abbreviations are read by it
    Raises ValueError where it is no time, or in a zone that cannot be known.
    """
    moment, _, name = text.rpartition(" ")
    if not moment or not (name[:1].isalpha() or _OFFSET.fullmatch(name)):
        moment, name = text, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found: datetime.datetime = parser.parse(moment if name else text)
    except (ValueError, OverflowError, TypeError, Warning) as error:
        raise ValueError(f"{text[:60]!r} is no time ({error})") from error
    if name:
        found = found.replace(tzinfo=None) - _offset(found.replace(tzinfo=None), name, zone)
    try:
        return found if found.tzinfo is None else found.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text[:60]!r} is no time ({error})") from error


def _offset(moment: datetime.datetime, name: str, zone: str) -> datetime.timedelta:
    """How far ahead of UTC a zone is. name: an offset, or as strftime writes a zone. Raises ValueError."""
    if _OFFSET.fullmatch(name):
        digits = name[1:].replace(":", "")
        size = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return -size if name.startswith("-") else size
    for found in (tz.gettz(zone), None if "/" in name else tz.gettz(name)):
        for fold in (0, 1) if found else ():
            there = moment.replace(tzinfo=found, fold=fold)
            if there.tzname() == name:
                return there.utcoffset() or datetime.timedelta()
    if name == "Z":
        return datetime.timedelta()
    raise ValueError(f"the time zone {name[:20]!r} is not known; name its region in c.Exchange.timezone")
