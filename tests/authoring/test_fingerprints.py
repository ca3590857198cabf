"""Test the fingerprints of a recording: what they name, and what they do not hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from grader.authoring.fingerprints import pair_fingerprints, single_fingerprints, tables_agree
from grader.core.recording import RecordedFingerprints
from grader.core.records import FLOAT64
from grader.core.vocabulary import HINTS
from grader.course.edits import apply_edits
from grader.course.loader import find_course
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from grader.judge.traces import CaseRun, fits, shows

COURSE = find_course()


@pytest.fixture(scope="module")
def reference() -> Reference:
    lab = COURSE.lab("05_batchnorm")
    return Reference(lab.exercise("batchnorm_forward"), lab.given)


@pytest.fixture(scope="module")
def singles(reference: Reference) -> RecordedFingerprints:
    table = single_fingerprints(reference)
    assert table is not None
    return table


def names_that_fit(table: RecordedFingerprints, reference: Reference, source: str) -> set[str]:
    found = set()
    for row, numbers in enumerate(table.rows.tolist()):
        runs = []
        for number, case in enumerate(reference.exercise.public):
            observation = reference.changed(source, case, PUBLIC)
            runs.append(CaseRun(number, reference.expected(case, PUBLIC), observation, FLOAT64))
        traces = [table.fingerprint(row, run.key) for run in runs]
        if all(map(fits, traces, runs)) and any(map(shows, traces, runs)):
            found.add(" + ".join(dict.fromkeys(table.names[number] for number in numbers)))
    return found


def test_names_are_known_mistakes_and_classes_of_slips(reference: Reference, singles: RecordedFingerprints) -> None:
    known = {wrong.name for wrong in reference.exercise.wrong}
    assert set(singles.names) <= known | set(HINTS)
    assert list(singles.names) == sorted(singles.names)


def test_mistake_with_another_number_fits_its_name_alone(reference: Reference, singles: RecordedFingerprints) -> None:
    (wrong,) = [wrong for wrong in reference.exercise.wrong if wrong.name == "ignores the given eps"]
    edits = {old: new.replace("1e-05", "1e-12") for old, new in wrong.edits.items()}
    assert "ignores the given eps" in names_that_fit(singles, reference, apply_edits(reference.exercise.text, edits))


def test_every_slip_fits_a_row_of_its_name(reference: Reference, singles: RecordedFingerprints) -> None:
    for name, source in reference.slips[::5]:
        found = names_that_fit(singles, reference, source)
        assert not found or name in found, name


def test_solution_fits_no_row(reference: Reference, singles: RecordedFingerprints) -> None:
    assert names_that_fit(singles, reference, reference.exercise.text) == set()


def test_two_mistakes_fit_their_pair(reference: Reference) -> None:
    pairs = pair_fingerprints(reference)
    assert pairs is not None
    assert {output for _, output in pairs.columns} == {""}
    one, other = next(
        (a, b)
        for a in reference.exercise.wrong
        for b in reference.exercise.wrong
        if f"{a.name} + {b.name}" in {suspect.name for suspect in reference.pairs()}
        and {a.name, b.name} <= set(pairs.names)
    )
    source = apply_edits(reference.exercise.text, {**one.edits, **other.edits})
    names = names_that_fit(pairs, reference, source)
    assert not names or any({one.name, other.name} & set(name.split(" + ")) for name in names)


def test_random_task_has_no_pairs_and_unseeded_mistakes_no_row() -> None:
    lab = COURSE.lab("04_initialization")
    assert pair_fingerprints(Reference(lab.exercise("zeros_init"), lab.given)) is None
    random = Reference(lab.exercise("xavier"), lab.given)
    unseeded = {wrong.name for wrong in random.exercise.wrong if "default_rng()" in "".join(wrong.edits.values())}
    table = single_fingerprints(random)
    assert unseeded
    assert table is not None
    assert not unseeded & set(table.names)


def test_challenge_has_no_fingerprints_as_grading_tries_nothing_but_known_mistakes_there() -> None:
    lab = COURSE.lab("11_mnist_challenge")
    reference = Reference(lab.exercise("train"), lab.given)
    assert single_fingerprints(reference) is None
    assert pair_fingerprints(reference) is None


def test_tables_agree_within_rounding_alone(singles: RecordedFingerprints) -> None:
    rounded = dataclasses.replace(singles, totals=singles.totals * np.float32(1 + 1e-6))
    assert tables_agree(singles, rounded)
    assert tables_agree(None, None)
    assert not tables_agree(singles, None)
    assert not tables_agree(singles, dataclasses.replace(singles, totals=singles.totals * np.float32(1.01)))
    assert not tables_agree(singles, dataclasses.replace(singles, codes=singles.codes ^ np.uint32(1)))
    assert not tables_agree(singles, dataclasses.replace(singles, names=(*singles.names[:-1], "zzz")))
