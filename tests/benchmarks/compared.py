"""What the same attacks earn elsewhere and here, kept in compared.json and shown in docs/security.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.attacks.catalog import attacks

FILE = Path(__file__).with_name("compared.json")
BEGIN, END = "<!-- compared:begin -->", "<!-- compared:end -->"
GRADERS = ("nbgrader", "otter-grader")
NOTHING = "nothing, and the rest is graded"


def read() -> dict[str, dict[str, str]]:
    """{attack: {grader: what it made of it, "here": what became of it here}}; "versions" is one row of them."""
    found: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def record(grader: str, version: str, outcomes: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what a grader made of attacks, in place of what it made of the same ones before."""
    found = read()
    found.setdefault("versions", {})[grader] = version
    for name, row in outcomes.items():
        found.setdefault(name, {}).update(row)
    lines = [f"{json.dumps(name)}: {json.dumps(found[name], sort_keys=True)}" for name in sorted(found)]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def table() -> str:
    """The text between the page's marks."""
    found = read()
    versions = found.pop("versions", {})
    titles = [f"{grader} {versions.get(grader, '')}".strip() for grader in GRADERS]
    lines = [f"| attack | {' | '.join(titles)} | here |", "|---" * (2 + len(GRADERS)) + "|"]
    for name, row in found.items():
        tries = " ".join(attacks()[name].tries.split()).rstrip(".").replace("|", "\\|")
        lines.append(f"| {tries} | {' | '.join(row.get(grader, '-') for grader in GRADERS)} | {row['here']} |")
    return "\n".join(lines) + "\n"


def updated(page: str) -> str:
    """The page with the table in place of what stood between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}{END}{after}"
