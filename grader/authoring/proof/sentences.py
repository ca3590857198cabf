"""Measure what is said of wrong answers that are made by construction, by `check` and by grading.

Made are: every known mistake, every two of them, every slip by rule, and what ignores two options at once, as a
half-finished answer does. It is known what was changed, so a name is true if it is that of the change, or if what it
names gives the same on inputs that the diagnosis never saw. Everything runs in this process.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.authoring.proof.bench import drawn_cases
from grader.core.recording import Recording
from grader.core.records import Observation
from grader.core.suspect import Suspect
from grader.core.vocabulary import HINTS
from grader.course.edits import apply_edits
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.suspects import Suspects
from grader.grading.exercise_runner import case_run
from grader.judge.cases import find_causes, judge_cases
from grader.judge.diagnose import CaseRun, Diagnosis
from grader.judge.features import given_option
from grader.judge.properties import IGNORED, identical, other_values, with_option
from grader.judge.recorded import known_mistakes, stages
from grader.judge.traces import equal, fits

DRAWN = secret_seed(b"sentences")
UNSEEN = secret_seed(b"sentences that no diagnosis saw")
KINDS = ("known", "pair", "slip", "half")
#: Of the pairs and slips of an exercise, so many are tried, spread evenly over all.
MOST = 60


@dataclass(frozen=True)
class Made:
    """A wrong answer made from the solution.

    kind: one of KINDS
    names: of the changes in it
    source: text of the answer
    """

    kind: str
    names: frozenset[str]
    source: str


@dataclass(frozen=True)
class Shares:
    """How many wrong answers of a kind were made, and what was said of them.

    made: those that fail on a public case
    named: that bear a name
    explained: that bear a name or a sentence
    false: labels of those whose name is false
    """

    made: int
    named: int
    explained: int
    false: tuple[str, ...]


def sentence_shares(reference: Reference, recording: Recording) -> dict[tuple[str, str], Shares]:
    """Measure one exercise; returns shares by ("check" or "grading", kind). None is made of a challenge."""
    counts: Counter[tuple[str, str, str]] = Counter()
    false: dict[tuple[str, str], list[str]] = {}
    for made in [] if reference.exercise.contest else made_answers(reference):
        for who, found in (("check", by_check(reference, recording, made)), ("grading", by_grading(reference, made))):
            if isinstance(found, str):
                continue
            counts[who, made.kind, "made"] += 1
            counts[who, made.kind, "named"] += bool(found and found.name)
            counts[who, made.kind, "explained"] += bool(found and (found.name or found.finding))
            if found and found.name and not is_true(reference, made, found.name):
                false.setdefault((who, made.kind), []).append(f"{' + '.join(sorted(made.names))}: {found.name}")
    return {
        (who, kind): Shares(
            counts[who, kind, "made"],
            counts[who, kind, "named"],
            counts[who, kind, "explained"],
            tuple(false.get((who, kind), ())),
        )
        for who in ("check", "grading")
        for kind in KINDS
    }


def made_answers(reference: Reference) -> Iterator[Made]:
    """Make the wrong answers of an exercise, each text once."""
    exercise, seen = reference.exercise, set[str]()
    singles = [(frozenset([w.name]), apply_edits(exercise.text, w.edits)) for w in exercise.wrong]
    pairs: list[tuple[frozenset[str], str]] = []
    half: list[tuple[frozenset[str], str]] = []
    for one, other in itertools.combinations(exercise.wrong, 2):
        try:
            text = apply_edits(exercise.text, {**one.edits, **other.edits})
        except ValueError:
            continue
        ignored = all(wrong.name.startswith("ignores the given") for wrong in (one, other))
        (half if ignored else pairs).append((frozenset([one.name, other.name]), text))
    slips = [(frozenset([name]), text) for name, text in reference.slips]
    for kind, answers in (("known", singles), ("half", half), ("pair", _spread(pairs)), ("slip", _spread(slips))):
        for names, text in answers:
            if text not in seen:
                seen.add(text)
                yield Made(kind, names, text)


def by_grading(reference: Reference, made: Made) -> Diagnosis | str | None:
    """Return what grading finds out; "" where the answer is not wrong, or does not end."""
    runs = _runs(reference, made, drawn_cases(reference.exercise, DRAWN))
    if isinstance(runs, str):
        return runs
    return _diagnosis(reference, made, runs, reference.mistakes(), Suspects(reference).stages(made.source))


def by_check(reference: Reference, recording: Recording, made: Made) -> Diagnosis | str | None:
    """Return what `check` finds out, likewise."""
    runs = _runs(reference, made, [DrawnCase(case, PUBLIC) for case in reference.exercise.public])
    if isinstance(runs, str):
        return runs
    numbered = [
        replace(run, key=number, expected=case.expected, inputs=case.inputs)
        for number, (run, case) in enumerate(zip(runs, recording.cases, strict=True))
    ]
    return _diagnosis(reference, made, numbered, known_mistakes(recording), stages(recording))


def is_true(reference: Reference, made: Made, name: str) -> bool:
    """Whether a name is that of what was changed, or the same in effect on inputs that no diagnosis saw."""
    return any(_fits(reference, made, alternative.split(" + ")) for alternative in name.split(" or "))


def _fits(reference: Reference, made: Made, names: Sequence[str]) -> bool:
    if set(names) <= made.names or all(_ignores(reference, made.source, name) for name in names):
        return True
    known = {wrong.name: wrong for wrong in reference.exercise.wrong}
    if any(name in HINTS for name in names):  # the class of a slip is what its instances share
        return any(_same(reference, made.source, text) for text in _texts_of(reference, names))
    if not set(names) <= set(known):
        return True  # it states what was observed
    try:
        edits = {old: new for name in names for old, new in known[name].edits.items()}
        together = apply_edits(reference.exercise.text, edits)
    except ValueError:
        together = reference.exercise.text
    alone = [apply_edits(reference.exercise.text, known[name].edits) for name in names]
    return _same(reference, made.source, together) or _same_by_output(reference, made.source, alone)


def _ignores(reference: Reference, source: str, name: str) -> bool:
    """Whether a name says that an option is ignored, and other values change nothing on unseen inputs."""
    option = IGNORED.match(name) if "ignore" in name else None
    tried = 0
    for case in reference.exercise.cases if option else ():
        inputs = reference.inputs(case, UNSEEN)
        given = given_option(inputs, option[1]) if option else None
        for other in other_values(given[1]) if given and option else ():
            again = reference.changed_on(source, with_option(inputs, given[0], option[1], other))  # type: ignore[index]
            if not identical(reference.changed(source, case, UNSEEN), again):
                return False
            tried += 1
    return tried > 0


def _texts_of(reference: Reference, names: Sequence[str]) -> Iterator[str]:
    """Yield the sources of every instance of a slip, alone or with a known mistake."""
    wanted = set(names)
    for text_name, text in reference.slips:
        if text_name not in wanted:
            continue
        rest = wanted - {text_name}
        if not rest:
            yield text
        for wrong in reference.exercise.wrong:
            if rest == {wrong.name}:
                try:
                    yield apply_edits(text, wrong.edits)
                except ValueError:
                    continue


def _same(reference: Reference, one: str, other: str) -> bool:
    """Whether two sources give the same on unseen inputs."""
    return all(
        equal(reference.changed(one, case, UNSEEN), reference.changed(other, case, UNSEEN), case.tolerance)
        for case in reference.exercise.cases
    )


def _same_by_output(reference: Reference, one: str, others: Sequence[str]) -> bool:
    """Whether each wrong output of a source is that of one of the others, and each has one, on unseen inputs."""
    used: set[int] = set()
    for case in reference.exercise.cases:
        run = case_run(reference, DrawnCase(case, UNSEEN), reference.changed(one, case, UNSEEN))
        if run.observation.status != "ok":
            return False
        traces = [reference.changed(text, case, UNSEEN) for text in others]
        for output in run.outputs:
            if fits(run.expected, run, output):
                continue
            fitting = {n for n, trace in enumerate(traces) if trace.status == "ok" and fits(trace, run, output)}
            if not fitting:
                return False
            used |= fitting
    return used == set(range(len(others)))


def _runs(reference: Reference, made: Made, cases: Sequence[DrawnCase]) -> list[CaseRun] | str:
    runs = []
    for drawn in cases:
        found = reference.changed(made.source, drawn.case, drawn.seed)
        if found.status not in ("ok", "raised"):
            return found.status
        runs.append(case_run(reference, drawn, found))
    return runs if any(not run.right and run.public for run in runs) else "not wrong"


def _diagnosis(
    reference: Reference,
    made: Made,
    runs: Sequence[CaseRun],
    singles: Sequence[Suspect],
    further: Iterator[Any],
) -> Diagnosis | None:
    def ask_changed(run: CaseRun, inputs: Mapping[str, Any]) -> Observation | None:
        return reference.changed_on(made.source, inputs)

    judged = judge_cases(runs)
    found = find_causes(
        judged,
        source=lambda: made.source,
        singles=lambda: singles,
        stages=lambda source: further,
        ask_changed=None if reference.exercise.facts else ask_changed,
    )
    return found.diagnosis


def _spread(answers: Sequence[tuple[frozenset[str], str]]) -> list[tuple[frozenset[str], str]]:
    """Take so many at even distances."""
    step = max(1, -(-len(answers) // MOST))
    return list(answers[::step])


def share_lines(found: Sequence[Mapping[tuple[str, str], Shares]]) -> list[str]:
    """Format the shares of several exercises together: a line for each judge and kind, and one for all kinds."""
    lines = [f"{'':9}{'':6}{'made':>7}{'named':>13}{'explained':>13}{'false':>7}"]
    for who in ("check", "grading"):
        for kind in (*KINDS, "all"):
            parts = [s for shares in found for (w, k), s in shares.items() if w == who and kind in (k, "all")]
            made, named, explained = (
                sum(getattr(part, what) for part in parts) for what in ("made", "named", "explained")
            )
            false = sum(len(part.false) for part in parts)
            share = [f"{count:7} {count / max(made, 1):5.1%}" for count in (named, explained)]
            lines.append(f"{who:9}{kind:6}{made:7}{share[0]}{share[1]}{false:7}")
    return lines
