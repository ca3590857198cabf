"""Compare the items of the course's source decks with the exercises and experiments that cover them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.authoring.notebook import solved_notebook
from grader.authoring.tables import DERIVED_NOTE, markdown_table
from grader.core.errors import CourseError
from grader.course.exercise import ID
from grader.course.loader import Course

FILE = "solutions/coverage.toml"
_QUIZ = "quiz "
_INTRO = """\
Every item that the source decks name, and what covers it. `grader coverage` prints the same, and `--json FILE` writes
it for programs."""


@dataclass(frozen=True)
class Item:
    """One item of the source decks.

    id: as exercises and experiments name it ("OPT-12")
    name: the field's term for it
    decks: how each deck that names it words it, by the deck's short name; empty where no deck does
    places: what covers it: "06_optimizers: Adam" for an exercise, "06_optimizers: experiment adam_2" for an experiment,
        "00_review: quiz tree_criteria" for a quiz
    """

    id: str
    name: str
    decks: Mapping[str, str]
    places: tuple[str, ...] = ()

    @property
    def covered(self) -> bool:
        """Return whether more than a quiz covers it."""
        return any(f": {_QUIZ}" not in place for place in self.places)


def read_items(course: Course) -> tuple[Mapping[str, str], tuple[Item, ...]] | None:
    """Read coverage.toml: titles of the decks by short name, and the items; None where a course has no such file.

    Raises CourseError where the file cannot be read, or an item has no name, an unknown deck or a malformed id.
    """
    path = course.root / FILE
    if not path.exists():
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: {error}; mend the TOML") from error
    decks, items = document.get("decks", {}), document.get("items", {})
    return decks, tuple(_item(f"{path}: [items.{id}]", id, about, decks) for id, about in items.items())


def _item(place: str, id: str, about: Any, decks: Mapping[str, str]) -> Item:
    if not re.fullmatch(ID, id):
        raise CourseError(f"{place}: an id looks like OPT-12")
    if not isinstance(about, dict) or not all(isinstance(text, str) for text in about.values()):
        raise CourseError(f'{place} needs name = "...", and for each deck its wording as text')
    wording = dict(about)
    name = wording.pop("name", "")
    unknown = [deck for deck in wording if deck not in decks]
    if not name or unknown:
        fault = f"names the deck {unknown[0]!r}, which [decks] does not have" if unknown else "has no name"
        raise CourseError(f"{place} {fault}; decks are {', '.join(decks)}")
    return Item(id, name, wording)


def covered_items(course: Course) -> tuple[Mapping[str, str], tuple[Item, ...]]:
    """Find what covers each item; titles of the decks by short name, and the items in the order of the file.

    Raises CourseError where the course has no coverage.toml, or an exercise or experiment names an id it does not have.
    """
    found = read_items(course)
    if found is None:
        raise CourseError(f"{course.root / FILE} does not exist; list the items there that the course is to cover")
    decks, items = found
    places: dict[str, list[str]] = {item.id: [] for item in items}
    for id, place in _places(course):
        if id not in places:
            raise CourseError(f"{place} covers {id}, which {course.root / FILE} does not list; add it there")
        places[id].append(place)
    return decks, tuple(Item(item.id, item.name, item.decks, tuple(places[item.id])) for item in items)


def _places(course: Course) -> Iterator[tuple[str, str]]:
    """Yield each id that an exercise or an experiment names, with its place."""
    for lab in course.labs.values():
        for exercise in lab.exercises:
            yield from ((id, f"{lab.name}: {exercise.name}") for id in exercise.ids)
        for quiz in lab.quizzes:
            yield from ((id, f"{lab.name}: {_QUIZ}{quiz.name}") for id in quiz.ids)
        for cell in solved_notebook(lab)["cells"]:
            ids = [tag for tag in cell["metadata"].get("tags", []) if re.fullmatch(ID, tag)]
            yield from ((id, f"{lab.name}: experiment {cell['id']}") for id in ids)


def coverage_json(course: Course) -> dict[str, Any]:
    """List places by covered id, and the ids that some deck names and nothing covers. Raises CourseError."""
    return items_json(covered_items(course)[1])


def items_json(items: Sequence[Item]) -> dict[str, Any]:
    """List places by covered id, and the ids that some deck names and nothing covers, of items that were looked up.

    A quiz alone covers nothing: it asks for a word, not for work.
    """
    return {
        "covered": {item.id: list(item.places) for item in items if item.covered},
        "missing": [item.id for item in items if item.decks and not item.covered],
    }


def coverage_page(course: Course) -> str:
    """Write docs/coverage.md. Raises CourseError."""
    decks, items = covered_items(course)
    asked = [item for item in items if item.decks]
    done = sum(item.covered for item in asked)
    titles = [f"- **{short}**: {text}" for short, text in decks.items()]
    rows = [(item.id, item.name, _wordings(item), _where(item.places)) for item in items]
    return "\n\n".join(
        (
            "# Coverage",
            DERIVED_NOTE,
            f"{_INTRO}\n{done} of {len(asked)} items are covered.",
            "\n".join(titles),
            markdown_table(("id", "item", "in the decks", "covered by"), rows) + "\n",
        )
    )


def _wordings(item: Item) -> str:
    return "; ".join(f"{deck}: {wording}" for deck, wording in item.decks.items()) or "none"


def _where(places: tuple[str, ...]) -> str:
    """Join the places of an item, each lab once: "`06_optimizers`: Adam, experiment adam_2"."""
    by_lab: dict[str, list[str]] = {}
    for place in places:
        lab, _, what = place.partition(": ")
        by_lab.setdefault(lab, []).append(what)
    return "; ".join(f"`{lab}`: {', '.join(what)}" for lab, what in by_lab.items()) or "**nothing yet**"
