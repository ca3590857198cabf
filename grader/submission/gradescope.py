"""Read who handed in what from Gradescope's submission_metadata.yml, event by event: no object is ever built of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

METADATA = "submission_metadata.yml"
MAX_BYTES = 20_000_000
_MOST_EVENTS = 2_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_people(text: str) -> dict[str, tuple[str, str, str]]:
    """Read {submission_ID: (name, key, time)}; of a group's submission all names. Nothing where it is not YAML.

    key: identifies who handed in: their numbers at the school, else e-mail addresses, else names
    """
    people: dict[str, dict[str, dict[str, str]]] = {}
    times: dict[str, str] = {}
    try:
        for path, value in _scalars(text):
            submission, *rest = path
            match [each.lstrip(":") for each in rest]:
                case ["submitters", number, "name" | "sid" | "email" as field] if value:
                    people.setdefault(submission, {}).setdefault(number, {})[field] = value
                case ["created_at"]:
                    times[submission] = value
    except yaml.YAMLError:
        return {}
    return {
        submission: (
            ", ".join(_first(each, "name", "email", "sid") for each in group.values()),
            ", ".join(sorted(_first(each, "sid", "email", "name") for each in group.values())),
            times.get(submission, ""),
        )
        for submission, group in people.items()
    }


def _first(person: Mapping[str, str], *fields: str) -> str:
    return next(person[field] for field in fields if field in person)


def _scalars(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Walk (keys that lead there, value) of every plain value. Raises yaml.YAMLError; what is too long ends early."""
    path: list[str] = []
    kinds: list[bool] = []  # of the collections around: whether each is a mapping
    key: str | None = None
    for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if number > _MOST_EVENTS or len(path) > 50:
            raise yaml.YAMLError("too long or too deep")
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("refers to other parts of itself")
        if isinstance(event, yaml.CollectionEndEvent):
            kinds.pop()
            if kinds:
                path.pop()
            key = None
            continue
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        if kinds and kinds[-1] and key is None and isinstance(event, yaml.ScalarEvent):
            key = event.value
            continue
        if isinstance(event, yaml.ScalarEvent):
            yield (*path, key or ""), event.value
        else:
            if kinds:
                path.append((key if kinds[-1] else str(number)) or "")
            kinds.append(isinstance(event, yaml.MappingStartEvent))
        key = None
