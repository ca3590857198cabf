"""Judge the cases of an exercise: compare, run a failing case a second time, name the mistake.

Grading, `check` and the proof use it. A caller yields one `CaseRun` after the other, so that a process may go on
working while its answers are judged, and stops yielding where nothing more can come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from grader.core.records import CaseVerdict, Mismatch, Observation
from grader.core.suspect import Suspect
from grader.judge import nondeterminism
from grader.judge.compare import compare
from grader.judge.diagnose import CaseRun, Diagnosis, diagnose
from grader.judge.properties import Ask, ignored_options
from grader.judge.score import case_verdict
from grader.judge.source_traits import traits


@dataclass(frozen=True)
class JudgedCase:
    """One case that was run.

    run: what was compared
    mismatch: the first difference, or None where there is none or the task did not return
    verdict: what the case earns
    """

    run: CaseRun
    mismatch: Mismatch | None
    verdict: CaseVerdict

    @property
    def right(self) -> bool:
        return self.verdict.status == "right"


@dataclass(frozen=True)
class Findings:
    """What the cases of an exercise say together.

    cases: the judged cases; a nondeterministic one has its own message and no mismatch
    diagnosis: what explains every case or a part of it, or None
    nondeterministic: whether a failing case gave another answer the second time
    """

    cases: Sequence[JudgedCase]
    diagnosis: Diagnosis | None = None
    nondeterministic: bool = False

    @property
    def verdicts(self) -> list[CaseVerdict]:
        return [case.verdict for case in self.cases]


def judge_cases(runs: Iterable[CaseRun]) -> list[JudgedCase]:
    """Judge each run as it comes."""
    return [judge_case(run) for run in runs]


def judge_case(run: CaseRun) -> JudgedCase:
    """Compare one run with the solution's."""
    got = run.observation
    mismatch = compare(run.expected, got, run.tolerance) if got.status == "ok" else None
    return JudgedCase(run, mismatch, case_verdict(run.name, run.seed, run.weight, got, mismatch, public=run.public))


def find_causes(
    cases: Sequence[JudgedCase],
    source: Callable[[], str],
    singles: Callable[[], Iterable[Suspect]],
    stages: Callable[[str], Iterable[Iterable[Suspect]]] = lambda source: (),
    ask_again: Callable[[CaseRun], Observation | None] | None = None,
    ask_changed: Ask | None = None,
) -> Findings:
    """Find why cases failed. The callbacks are called only where one did.

    cases: all that were run
    source: gives the student's source
    singles: gives the known mistakes
    stages: gives further suspects for a source, stage by stage; drawn from where no known mistake fits
    ask_again: runs a case a second time, to detect nondeterminism; None where it is not worth it
    ask_changed: runs a case with other inputs, to see what they change; likewise
    """
    if all(case.right for case in cases):
        return Findings(cases)
    runs = [case.run for case in cases]
    number = nondeterminism.case_to_repeat([case.verdict for case in cases]) if ask_again else None
    difference = ""
    if number is not None and ask_again is not None and (again := ask_again(runs[number])) is not None:
        first = runs[number]
        difference = nondeterminism.difference_between(first.observation, again, first.tolerance)
        if nondeterminism.is_comparable(again):
            runs.append(replace(first, observation=again))
    text = source()
    known = list(singles())
    diagnosis = diagnose(runs, known, stages(text), traits(text), tried=len(cases))
    if ask_changed and not difference and (diagnosis is None or diagnosis.observed or not diagnosis.name):
        diagnosis = ignored_options(runs[: len(cases)], known, ask_changed) or diagnosis
    if difference and number is not None and (diagnosis is None or diagnosis.observed or not diagnosis.name):
        diagnosis = None  # what was observed this time, right or wrong, may be otherwise the next
        varying = nondeterminism.with_difference(cases[number].verdict, difference)
        cases = [*cases[:number], replace(cases[number], mismatch=None, verdict=varying), *cases[number + 1 :]]
    return Findings(cases, diagnosis, bool(difference))
