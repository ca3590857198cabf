"""Draw the course as a graph of its labs, with what each needs, the decks that it comes from, and its hours.

All of it is read from the heads of the labs and from coverage.toml, so that the map cannot say anything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.authoring import coverage
from grader.authoring.tables import DERIVED_NOTE, markdown_table, title
from grader.core.errors import CourseError
from grader.course.loader import Course, Lab

BEGIN = "<!-- map:begin -->"
END = "<!-- map:end -->"
#: The share of a lab's items that a deck has to name to be listed.
LEAST_SHARE = 0.25
_NEEDS = re.compile(r"^\*\*What you need\.\*\* (.+)$", re.MULTILINE)
_TIME = re.compile(r"^\*\*Time and points\.\*\* About (.+?) to read, (.+?) to write[,;:]? .*?$", re.MULTILINE)
_NUMBERED = re.compile(r"\bLabs? (\d+(?:(?:, | and |, and | or )\d+)*)")


@dataclass(frozen=True)
class Stop:
    """One lab on the map.

    name: of the lab
    title: its heading
    needs: names of the labs that its head tells the reader to have done
    decks: short names of the decks that name a good part of what it covers
    reading: how long its text takes, in words
    writing: how long its exercises take, in words
    """

    name: str
    title: str
    needs: tuple[str, ...]
    decks: tuple[str, ...]
    reading: str
    writing: str


def course_stops(course: Course) -> list[Stop]:
    """Read the map of a course from the heads of its labs.

    Raises CourseError where a head has no such lines, or names a lab that does not come before it.
    """
    _, items = coverage.covered_items(course)
    return [_stop(course, lab, _decks(lab, items)) for lab in course.labs.values()]


def map_text(course: Course) -> str:
    """Write the map: the graph in Mermaid, a table of the labs, and the titles of the decks."""
    stops = course_stops(course)
    lines = ["```mermaid", "graph LR"]
    lines += [f'    {_number(stop.name)}["{_number(stop.name)} {stop.title}"]' for stop in stops]
    lines += [f"    {_number(need)} --> {_number(lab)}" for need, lab in arrows(stops)]
    rows = [
        (
            f"[{_number(stop.name)} {stop.title}](../solutions/{stop.name}/lab.md)",
            ", ".join(map(_number, stop.needs)) or "none",
            ", ".join(stop.decks) or "none",
            stop.reading,
            stop.writing,
        )
        for stop in stops
    ]
    decks: Mapping[str, str] = coverage.covered_items(course)[0]
    return "\n\n".join(
        (
            "\n".join([*lines, "```"]),
            markdown_table(("lab", "needs", "decks", "reading", "writing"), rows),
            "\n".join(f"- **{short}**: {text}" for short, text in decks.items()),
        )
    )


def arrows(stops: Sequence[Stop]) -> list[tuple[str, str]]:
    """List what each lab needs as pairs (needed, lab), without those to which a way over other labs leads as well."""
    before: dict[str, set[str]] = {}
    for stop in stops:
        before[stop.name] = set(stop.needs).union(*(before[need] for need in stop.needs))
    return [
        (need, stop.name)
        for stop in stops
        for need in stop.needs
        if not any(need in before[other] for other in stop.needs)
    ]


def with_map(text: str, course: Course) -> str | None:
    """Update the map between the two markers of a page; None where a marker is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return None
    return f"{before}{BEGIN}\n{DERIVED_NOTE}\n\n{map_text(course)}\n\n{END}{after}"


def _decks(lab: Lab, items: Sequence[coverage.Item]) -> list[str]:
    """List the decks that name a good part of what a lab covers, the one that names most of it first."""
    covered = [item for item in items if any(place.startswith(f"{lab.name}: ") for place in item.places)]
    counts = Counter(deck for item in covered for deck in item.decks)
    return [deck for deck, count in counts.most_common() if count >= LEAST_SHARE * len(covered)]


def _stop(course: Course, lab: Lab, decks: list[str]) -> Stop:
    needs, time = _NEEDS.search(lab.prose), _TIME.search(lab.prose)
    if not needs or not time:
        what = "**What you need.** ..." if not needs else "**Time and points.** About ... to read, ... to write; ..."
        raise CourseError(f"{lab.path / 'lab.md'}: has no line that begins {what!r}; add it to the head")
    numbers = sorted({int(n) for found in _NUMBERED.findall(needs[1]) for n in re.findall(r"\d+", found)})
    return Stop(lab.name, title(lab), tuple(_named(course, lab, n) for n in numbers), tuple(decks), time[1], time[2])


def _named(course: Course, lab: Lab, number: int) -> str:
    """Find the lab of a number that a head names."""
    for name in course.labs:
        if name.startswith(f"{number:02}_") and name < lab.name:
            return name
    raise CourseError(f"{lab.path / 'lab.md'}: needs Lab {number}, and no lab before it has that number; mend the head")


def _number(name: str) -> str:
    return name.partition("_")[0]
