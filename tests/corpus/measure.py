"""Measure what `check` and grading say of the wrong answers: `python -m tests.corpus.measure [LAB] [--list]`.

caught: at least one case fails. named: a known mistake is named. true, false: that name is true of the answer, or not.
explained: more is said than that numbers differ (a name, a shape, an error, a remark).
--list also prints every answer that is not caught, is named falsely, or has no name.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from tests.corpus import WrongAnswer
from tests.corpus.entries import BY_LAB
from tests.corpus.judging import Judged, judge_by_check, judge_by_grading

_HEAD = f"{'':24}{'':10}{'answers':>8}{'caught':>8}{'named':>8}{'true':>8}{'false':>8}{'explained':>11}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, lab by lab and in all, and with --list what is behind it."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.measure")
    parser.add_argument("lab", nargs="?", help="a lab, or the first letters of its name; default: all")
    parser.add_argument("--list", action="store_true", help="print what has no name or a false one")
    options = parser.parse_args(arguments)
    chosen = {name: answers for name, answers in BY_LAB.items() if name.startswith(options.lab or "")}
    if not chosen:
        parser.error(f"no lab is called {options.lab}; there are {', '.join(BY_LAB)}")
    print(_HEAD)
    everything: list[tuple[WrongAnswer, Judged, Judged]] = []
    for name, answers in chosen.items():
        judged = [(answer, judge_by_check(answer), judge_by_grading(answer)) for answer in answers]
        everything += judged
        _print_rows(name, judged)
    if len(chosen) > 1:
        _print_rows("all", everything)
    for kind in ("one", "two", "half", "raises"):
        _print_rows(f"kind: {kind}", [each for each in everything if each[0].kind == kind])
    if options.list:
        print(*_listed(everything), sep="\n")


def _print_rows(title: str, judged: Sequence[tuple[WrongAnswer, Judged, Judged]]) -> None:
    for who, found in (("check", [each[1] for each in judged]), ("grading", [each[2] for each in judged])):
        counts = [
            sum(one.caught for one in found),
            sum(bool(one.name) for one in found),
            sum(one.naming == "truly" for one in found),
            sum(one.naming == "falsely" for one in found),
            sum(one.explained for one in found),
        ]
        shares = [f"{count:4} {count / max(len(found), 1):4.0%}" for count in counts]
        print(f"{title:24}{who:8}{len(found):6}  {'  '.join(shares)}")
        title = ""


def _listed(judged: Sequence[tuple[WrongAnswer, Judged, Judged]]) -> Iterator[str]:
    for answer, check, grading in judged:
        for who, one in (("check", check), ("grading", grading)):
            what = "not caught" if not one.caught else "named falsely" if one.naming == "falsely" else ""
            what = what or ("" if one.name else "no name")
            if what:
                yield f"{who:8}{what:14}{answer.kind:7}{answer.exercise}, {answer.name!r}: {one.name or one.message}"


if __name__ == "__main__":
    main()
