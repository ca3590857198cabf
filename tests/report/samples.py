"""Verdicts and grades as grading makes them, for the tests of reports."""

from __future__ import annotations

from typing import Any

from grader.core.records import CaseVerdict, Grade, Mismatch, Observation, Verdict
from grader.judge import sentences
from grader.judge.score import case_verdict, verdict, without_points

SECRET = "secret-0123"
EVIL = "<script>alert('1')</script> & \"quotes\" \x1b[31m"
MISMATCH = Mismatch("params[0] after step 1", "values", "-1.5", "1.25", (0, 1), 2.75, 1e-7, 3, 6)


def case(name: str, passed: bool = True, seed: str = "public", mismatch: Mismatch | None = MISMATCH) -> CaseVerdict:
    return case_verdict(name, seed, 1.0, Observation(), None if passed else mismatch, public=seed == "public")


def wrong(**changes: Any) -> Verdict:
    public = [case("first step"), case("two arrays", False)]
    cases = [*public, case("first step", True, SECRET), case("long", False, SECRET)]
    fields: dict[str, Any] = {
        "misconception": "eps inside the root",
        "hints": ("Look at `eps`.", "Second."),
        "notes": ("warns: x",),
    }
    judged = verdict("Adam", 3, cases)
    fields["finding"] = sentences.named(changes.get("misconception", fields["misconception"]) or "", 4)
    return Verdict(**{**vars(judged), **fields, **changes})


def right(*notes: str) -> Verdict:
    return verdict("Momentum", 2, [case("first step"), case("first step", True, SECRET)], notes=notes)


def grade(*verdicts: Verdict, **changes: Any) -> Grade:
    chosen = verdicts or (right(), wrong(), without_points("RMSprop", 2, "not attempted", "not attempted: the stub"))
    fields: dict[str, Any] = {
        "submission": "ada",
        "lab": "06_optimizers",
        "points": sum(v.points for v in chosen),
        "max_points": sum(v.max_points for v in chosen),
        "sandbox": "A",
        "dataset": "mnist-5k",
        "seconds": 1.25,
        "exercises": chosen,
        "replay": {"sha256": "ab" * 32, "packages": {"numpy": "2.4.0"}, "seed": SECRET},
    }
    return Grade(**{**fields, **changes})
