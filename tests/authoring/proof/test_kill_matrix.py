"""Test the kill matrix: every variant on every case."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader import Case
from grader.authoring import verify
from grader.authoring.proof.bench import Bench, attempts, drawn_cases
from grader.core.kill_matrix import Attempt
from grader.course.loader import Lab
from grader.course.reference import Reference
from tests import inprocess
from tests.authoring.test_verify import made, prove


def test_kill_matrix_has_every_variant_on_every_case():
    assert prove().matrix is None
    proof = verify.prove(Lab("lab", Path("/nowhere")), made(), inprocess.Sandbox(), matrices=True)
    matrix = proof.matrix
    assert proof.ok
    assert (matrix.lab, matrix.exercise, matrix.problems) == ("lab", "Descent", ())
    assert [(case.name, case.public) for case in matrix.cases] == [
        ("one step", True),
        ("one step", False),
        ("three steps", False),
    ]
    kinds = [variant.kind for variant in matrix.variants]
    mutated = proof.mutants_total
    assert kinds == ["solution", "oracle", "right", *["wrong"] * 3, *["mutant"] * mutated, "stub"]
    assert all(len(variant.attempts) == 3 for variant in matrix.variants)
    assert {variant.first for variant in matrix.of("solution", "oracle", "right")} == {None}
    assert {variant.first for variant in matrix.of("wrong", "mutant", "stub")} == {0}
    (stub,) = matrix.of("stub")
    assert stub.attempts == (Attempt(True, 1e9, "not attempted"),) * 3
    uphill = matrix.of("wrong")[2]
    assert uphill.name == "uphill"
    assert all(1e5 < attempt.share < 1e9 for attempt in uphill.attempts)


def test_kill_matrix_records_survivors_and_ended_processes():
    ones = Case("ones", lambda rng: {"params": [np.ones(2)], "grads": [[np.ones(2)]], "options": {"lr": 1.0}}, True)
    label = "p -= self.lr * g -> p -= self.lr / g"
    lab, exercise = Lab("lab", Path("/nowhere")), made(cases=(ones,), survivors={label: "all ones"})
    matrix = verify.prove(lab, exercise, inprocess.Sandbox(), matrices=True).matrix
    (excused,) = [variant for variant in matrix.variants if variant.name == label]
    assert (excused.first, excused.excuse) == (None, "all ones")
    reference = Reference(made())
    with Bench(lambda: inprocess.Session(dies_on="while True")) as bench:
        tried = list(attempts(bench, reference, "while True: pass\n", drawn_cases(made(), verify.SEEDS[0])))
    assert tried == [Attempt(True, 1e9, "timed out")] * 3
