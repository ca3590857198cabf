"""Write the table of docs/security.md: every attack, the layers that stop it, and its outcome on each rung.

Rungs A, B and C as they were tried, see outcomes.py; D and E, in parentheses, as it follows from their layers.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from tests.attacks import outcomes, weakened
from tests.attacks.attack import RUNGS
from tests.attacks.catalog import attacks
from tests.attacks.stage import WITHOUT

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- attacks:begin -->", "<!-- attacks:end -->"
FAMILIES = {
    "reading": "Reading answers and secrets",
    "forging": "Forging verdicts",
    "escaping": "Getting out of the process",
    "exhausting": "Using the machine up",
    "notebook": "Tricks with the notebook",
    "earning": "Earning without doing",
    "lying": "Results that lie",
}


def table() -> str:
    """Write the text between the page's marks."""
    tried = outcomes.read()
    lines = [
        f"{len(attacks())} attacks. A layer's name stands for each that would stop it alone.",
        "",
        weakened.summary(),
        "",
    ]
    for family, members in groupby(attacks().items(), lambda item: item[0].partition("/")[0]):
        lines += [f"### {FAMILIES[family]}", "", f"| attack | what stops it | {' | '.join(RUNGS)} |"]
        lines.append("|---" * (2 + len(RUNGS)) + "|")
        for name, attack in members:
            tries = " ".join(attack.tries.split()).rstrip(".").replace("|", "\\|")
            cells = [outcomes.describe(tried.get(name, {}), rung) for rung in WITHOUT]
            cells += [f"({attack.outcome(rung)})" for rung in RUNGS if rung not in WITHOUT]
            lines.append(f"| {tries} | {', '.join(attack.layers)} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def updated(page: str) -> str:
    """Replace the text between the page's marks by the table."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}{END}{after}"
