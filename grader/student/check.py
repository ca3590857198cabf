"""`check(Adam)`: judge a task in the student's own kernel, against recorded arrays, and report at once.

Nothing here knows a solution: the lab's checks folder holds inputs, what the solution gave, and what known mistakes
gave. Under nbgrader in a plain kernel (NBGRADER_EXECUTION is set) the verdict becomes points instead of a report.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.errors import CheckFailed
from grader.core.quiz_sheet import QuizSheet
from grader.core.recording import RecordedCase, Recording
from grader.core.records import Mismatch, Observation, Verdict
from grader.core.tree import copied
from grader.facts import derive
from grader.judge.cases import Findings, find_causes, judge_cases
from grader.judge.compare import tolerance_at, worst_elements
from grader.judge.diagnose import CaseRun
from grader.judge.recorded import known_mistakes, stages
from grader.judge.score import not_run, remedy, verdict
from grader.probes.observe import observe
from grader.probes.probe import Probe
from grader.report.card import Card, card_of, difference_of, off
from grader.report.html import card_html
from grader.report.svg import Picture, picture_of
from grader.report.text import card_text
from grader.student.counterexample import as_code
from grader.student.lookup import Found, look_up
from grader.student.points import verdicts_with_credit
from grader.student.printed import Printed
from grader.student.quiz_check import check_quiz
from grader.student.source import source_of

#: Seconds for one case above which an answer is called slow; recorded cases take milliseconds.
SLOW = 1.0
_MOST_ROWS = 4


@dataclass(frozen=True, repr=False)
class Report:
    """What one check found; shows itself as HTML in JupyterLab and as text elsewhere.

    points: on the recorded cases; grading also uses inputs of its own. counterexample: the inputs of the smallest
    failing case, as the probe takes them, or None. code: the same as code to run and change. noted: whether it is a
    quiz whose answer was read, and which is judged only when it is graded.
    """

    card: Card
    verdict: Verdict | None = None
    counterexample: Mapping[str, Any] | None = None
    noted: bool = False

    @property
    def right(self) -> bool:
        return self.verdict is not None and self.verdict.status == "right"

    @property
    def status(self) -> str:
        return self.verdict.status if self.verdict else "missing"

    @property
    def misconception(self) -> str | None:
        return self.card.misconception or None

    @property
    def hints(self) -> tuple[str, ...]:
        return self.card.hints

    @property
    def code(self) -> str:
        return self.card.code

    def __repr__(self) -> str:
        return card_text(self.card)

    def _repr_html_(self) -> str:
        return card_html(self.card)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"text/plain": card_text(self.card), "text/html": card_html(self.card)}
        return data, {"descent": {"right": self.right}}


def check(task: Any = None) -> Report | float | None:
    """Run a class or function of the lab on its recorded cases and say what is wrong with it, and why.

    A quiz is checked by its name, as in `check("its_name")`. Returns a Report. Under nbgrader in a plain kernel: None
    for full marks, the points as a float for a part of them; raises CheckFailed where there are none.
    """
    report = _report(task, sys._getframe(1).f_globals)
    mode = os.environ.get("NBGRADER_EXECUTION")
    if not mode:
        return report
    if report.noted and mode == "validate":
        return None
    earned = report.verdict.points if report.verdict else 0.0
    if not earned > 0:
        raise CheckFailed(_in_short(report.card))
    return None if report.right else float(earned)


def _report(task: Any, namespace: Mapping[str, Any]) -> Report:
    found = look_up(task, namespace)
    if isinstance(found, QuizSheet):
        card, judged = check_quiz(found, namespace)
        return Report(card, judged, noted=judged is None)
    if not isinstance(found, Found):
        return Report(Card(found.about, "idle", found.headline, sentences=(found.remedy,)))
    recording = found.recording
    printed = Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        observed = _observe(found)
        judged, mismatches = _judge(found, observed)
    card = _card(recording, found.task, found.probe, judged, mismatches, observed)
    failing = _first_failing(judged)
    counterexample = copied(recording.cases[failing].inputs) if failing is not None else None
    return Report(dataclasses.replace(card, printed=printed.getvalue()), judged, counterexample)


def _observe(found: Found) -> list[Observation]:
    """The task on case after case; an answer not attempted, or interrupted by the student, ends it."""
    observed = []
    for case in found.recording.cases:
        observation = _observe_case(found, case)
        observed.append(observation)
        if observation.status == "not attempted" or observation.error_type == "KeyboardInterrupt":
            break
    return observed


def _observe_case(found: Found, case: RecordedCase) -> Observation:
    """The task on one case, and what is computed from its arrays."""
    inputs = found.facts.handed_over(case.inputs) if found.facts else case.inputs
    return derive(found.facts, case.inputs, observe(found.probe, found.task, inputs, found.context))


def _judge(found: Found, observed: Sequence[Observation]) -> tuple[Verdict, list[Mismatch | None]]:
    """The verdict on what was observed, and the first difference on each case."""
    recording = found.recording
    judged = judge_cases(
        CaseRun(number, case.expected, observation, case.tolerance, case.name, weight=case.weight, inputs=case.inputs)
        for number, (case, observation) in enumerate(zip(recording.cases, observed, strict=False))
    )

    def ask_again(case: CaseRun) -> Observation | None:
        if case.observation.seconds > SLOW:
            return None
        return _observe_case(found, recording.cases[case.key])

    def ask_changed(case: CaseRun, inputs: Mapping[str, Any]) -> Observation | None:
        if case.observation.seconds > SLOW:
            return None
        return _observe_case(found, dataclasses.replace(recording.cases[case.key], inputs=inputs))

    findings = Findings(judged)
    if len(judged) == len(recording.cases):  # an answer that was not run on every case is not diagnosed
        findings = find_causes(
            judged,
            source=lambda: source_of(found.task),
            singles=lambda: known_mistakes(recording),
            stages=lambda source: stages(recording),
            ask_again=ask_again,
            ask_changed=ask_changed,
        )
    cases = verdicts_with_credit(found, findings)
    for case in recording.cases[len(judged) :]:
        cases.append(not_run(case.name, "public", cases[-1].status, case.weight, "not run", public=True))
    notes: list[str] = []
    for case, observation in zip(recording.cases, observed, strict=False):
        notes += [note for note in observation.notes if note not in case.expected.notes]
        if observation.status == "ok" and observation.seconds > SLOW:
            notes.append(f"is slow: {observation.seconds:.1f} s on {case.name!r}, where the solution takes a blink")
    verdict_on_all = verdict(
        recording.exercise,
        recording.points,
        cases,
        diagnosis=findings.diagnosis,
        notes=notes,
        seconds=sum(observation.seconds for observation in observed),
        nondeterministic=findings.nondeterministic,
        hint=recording.hint,
    )
    return verdict_on_all, [case.mismatch for case in findings.cases]


def _card(
    recording: Recording,
    task: Any,
    probe: Probe,
    judged: Verdict,
    mismatches: Sequence[Mismatch | None],
    observed: Sequence[Observation],
) -> Card:
    """The card of the verdict, with what only the arrays can show: the worst elements, a picture, inputs as code."""
    card = card_of(judged, recording.feedback)
    passed = sum(case.status == "right" for case in judged.cases)
    if recording.training:  # the points also depend on a run that only grading makes
        card = dataclasses.replace(card, tally=f"{passed} of {len(judged.cases)} cases")
    if judged.status == "right":
        sentence = f"Grading tries it on inputs of its own too. {recording.training}".strip()
        return dataclasses.replace(card, sentences=(sentence,), difference=None)
    if judged.status == "not attempted":
        return dataclasses.replace(card, tally="", sentences=(_to_do(recording, task, observed[-1]),), cases=())
    number = _first_failing(judged)
    if number is None:
        return card
    case, got, mismatch = recording.cases[number], observed[number], mismatches[number]
    if judged.nondeterministic and not judged.misconception:
        return dataclasses.replace(card, code=as_code(recording.exercise, probe, case.inputs))
    if mismatch is None:
        return dataclasses.replace(
            card,
            sentences=(_interrupted(got) or f"On the case “{case.name}” your code ended in an error:",),
            block="\n".join([got.error, *(f"  {line}" for line in got.trace)]),
            code=as_code(recording.exercise, probe, case.inputs),
        )
    if recording.feedback == "verdict":
        return card
    element = f"[{', '.join(map(str, mismatch.index))}]" if mismatch.index else ""
    kind = "" if mismatch.reason in ("values", "missing") else f"{mismatch.reason} "
    comment = f"expected {kind}{mismatch.expected}" + (f" at {element}" if element else "")
    code = as_code(recording.exercise, probe, case.inputs, mismatch.label, comment)
    if mismatch.reason != "values":
        sentence = f"{mismatch.label} was not given back."
        if mismatch.reason != "missing":
            sentence = f"{mismatch.label} has {mismatch.reason} `{mismatch.got}`, expected `{mismatch.expected}`"
            sentence += f"{remedy(mismatch)}."
        about = f" ({case.about})" if case.about else ""
        sentences = (f"Smallest case that shows it: {case.name}{about}.", sentence)
        return dataclasses.replace(card, sentences=sentences, difference=None, code=code)
    card = _with_worst_elements(card, case, got, mismatch)
    return dataclasses.replace(card, picture=_picture(recording.cases, observed, mismatches), code=code)


def _with_worst_elements(card: Card, case: RecordedCase, observation: Observation, mismatch: Mismatch) -> Card:
    """The card with a table of the worst elements, and what is allowed, in place of sentences."""
    want, have = case.expected.values[mismatch.label], observation.values[mismatch.label]
    within = tolerance_at(case.expected, mismatch.label, case.tolerance)
    rows = [
        (str(list(e.index)) if e.index else "", e.got, e.expected, off(e.off))
        for e in worst_elements(want, have, within, _MOST_ROWS)
    ]
    difference = difference_of(case.name, case.about, mismatch, rows)
    allowed = f"; allowed {within.atol:g} + {within.rtol:g}\N{MIDDLE DOT}|expected|"
    if case.expected.bounds:  # a statistic, or what is compared exactly
        allowed = f"; allowed {within.atol:.2g}, for the luck of the draw" if within.atol == mismatch.allowed else ""
    structure = f"Shape {want.shape} and {want.dtype} are right." if want.ndim and not case.expected.bounds else ""
    summary = f"{difference.summary.removesuffix('.')}{allowed}. {structure}".strip()
    return dataclasses.replace(card, sentences=(), difference=dataclasses.replace(difference, summary=summary))


def _picture(
    cases: Sequence[RecordedCase], observed: Sequence[Observation], mismatches: Sequence[Mismatch | None]
) -> Picture | None:
    """The first failing case that is long enough to be drawn."""
    for case, got, mismatch in zip(cases, observed, mismatches, strict=False):
        if mismatch is not None and mismatch.reason == "values":
            picture = picture_of(case.name, case.expected, got, case.tolerance, case.inputs.get("params", ()))
            if picture:
                return picture
    return None


def _first_failing(judged: Verdict) -> int | None:
    failing = (number for number, case in enumerate(judged.cases) if case.status != "right")
    return None if judged.status == "not attempted" else next(failing, None)


def _to_do(recording: Recording, task: Any, observation: Observation) -> str:
    """What is still to be written: the whole answer, or the part that still raises NotImplementedError."""
    source = source_of(task)
    if not source or source.split() == recording.stub.split() or not observation.trace:
        return f"Write your {recording.exercise} in the cell above, run that cell, then run this one again."
    place = observation.trace[-1].partition(":")[0]
    return f"A part is there, a part still to be written: {place}, still raises `NotImplementedError`."


def _interrupted(observation: Observation) -> str:
    if observation.error_type != "KeyboardInterrupt":
        return ""
    return "You interrupted it. If it never ends by itself, look at the loop it was in:"


def _in_short(card: Card) -> str:
    """One line for a plain kernel's traceback."""
    details = [card.sentences[0]] if card.sentences else []
    details += [card.block.splitlines()[0]] if card.block else []
    if card.difference:
        index, got, expected, _ = card.difference.rows[0]
        details.append(f"{card.difference.case}: {card.difference.label}{index} is {got}, expected {expected}.")
    looks = f" Looks like: {card.misconception}." if card.misconception else ""
    return f"{card.name}: {card.headline}. {' '.join(details)}{looks}".strip()
