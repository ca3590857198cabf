"""Test that a proof reports each possible fault of an exercise, with the values."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from grader import Case, Exercise, Right, Wrong
from grader.authoring import verify
from grader.authoring.proof.bench import Bench, drawn_cases, idle, judge_text, notices
from grader.course.loader import Lab, find_course, read_course
from grader.course.reference import Reference
from grader.probes import trajectory
from grader.probes.inputs import descent
from grader.sandbox import Sandbox
from tests import inprocess
from tests.small_course import LAB, edit, make_course

REBINDS = Wrong("rebinds", {"p -= self.lr * g": "p = p - self.lr * g"}, hint="Which array?", syntax="rebinds")
NEVER = Wrong("never updates", {"p -= self.lr * g": "u = self.lr * g"}, hint="None moved.", syntax="no update")
UPHILL = Wrong("uphill", {"p -= self.lr * g": "p += self.lr * g"}, hint="Which way?")


class Descent:
    """Gradient descent."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def step(self, grads):
        """Update every parameter once."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):  # noqa: B905
            p -= self.lr * g
        ### END SOLUTION


class Twice:
    """Gradient descent in two half steps."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def step(self, grads):
        for _ in range(2):
            for i, g in enumerate(grads):
                self.params[i] -= self.lr / 2 * g


class Sloppy(Twice):
    """Gradient descent with an error near the tolerance."""

    def step(self, grads):
        super().step(grads)
        self.params[0][...] *= 1 + 1.5e-8


class Raises(Twice):
    def step(self, grads):
        raise ValueError("no")


def made(**changes):
    fields = {
        "task": Descent,
        "points": 2,
        "ids": ("OPT-01",),
        "source": "none",
        "probe": trajectory,
        "oracle": Twice,
        "cases": (
            Case("one step", lambda rng: descent(rng, (2,), (2,), steps=1), public=True),
            Case("three steps", lambda rng: descent(rng, (2, 2), (2,), steps=3, lr=0.5)),
        ),
        "right": (Right("in halves", task=Twice),),
        "wrong": (REBINDS, NEVER, UPHILL),
    }
    return Exercise(**{**fields, **changes})


def prove(**changes):
    return verify.prove(Lab("lab", Path("/nowhere")), made(**changes), inprocess.Sandbox())


def test_sound_exercise_is_proved_without_problems():
    proof = prove()
    assert proof.problems == ()
    assert proof.ok
    assert proof.oracle_ok
    assert (proof.right_passed, proof.right_total) == (1, 1)
    assert (proof.wrong_caught, proof.wrong_named, proof.wrong_total) == (3, 3, 3)
    assert proof.mutants_total > 10
    assert proof.mutants_survived == 0
    assert proof.margin_right > 1000
    assert 1000 < proof.margin_wrong <= 1e9
    assert proof.costs == {"rebinds": "all", "never updates": "all", "uphill": "all"}


def test_proof_as_json_has_the_promised_fields_and_no_infinity():
    assert list(prove(right=()).to_json()) == [
        "lab", "exercise", "ok", "oracle_ok", "right_total", "right_passed", "wrong_total", "wrong_caught",
        "wrong_named", "mutants_total", "mutants_survived", "margin_right", "margin_wrong", "false_alarm", "false_fail",
        "costs",
    ]  # fmt: skip
    assert prove(right=()).to_json()["margin_right"] == 1e9


def test_oracle_that_differs_is_reported_with_both_values():
    proof = prove(oracle=Sloppy)
    assert not proof.ok
    assert not proof.oracle_ok
    assert proof.problems[0].startswith("'one step' (public): params[0] after step 1 at [")
    assert ": the solution gives " in proof.problems[0]
    assert ", the oracle " in proof.problems[0]


def test_oracle_that_raises_is_reported_with_its_error():
    assert prove(oracle=Raises).problems[0] == "'one step' (public): the oracle raised: ValueError: no"


@pytest.mark.parametrize(
    ("right", "line"),
    [
        (Right("sloppy", task=Sloppy), "right 'sloppy' uses 0."),
        (
            Right("raises", task=Raises),
            "right 'raises' uses inf of the tolerance on 'one step' (public): ValueError: no",
        ),
        (Right("uphill too", {"-= self.lr": "+= self.lr"}), "right 'uphill too' uses "),
    ],
)
def test_right_answer_near_or_outside_the_tolerance_is_reported(right, line):
    proof = prove(right=(right,))
    assert (proof.right_passed, proof.right_total) == (0, 1)
    (problem,) = proof.problems
    assert problem.startswith(line)
    assert problem.endswith("allowed 0.1")


def test_mistake_near_the_tolerance_is_not_caught():
    close = Wrong("a little less", {"self.lr * g": "self.lr * g * (1 - 1e-6)"}, hint="")
    proof = prove(wrong=(close,))
    assert proof.wrong_caught == 0
    assert any(p.startswith("wrong 'a little less' misses the tolerance only ") for p in proof.problems)


def test_mistake_on_secret_cases_alone_is_neither_caught_nor_named_by_check():
    late = Wrong("only with lr 0.5", {"self.lr * g": "(self.lr + (self.lr > 0.3)) * g"}, hint="")
    proof = prove(wrong=(late,))
    assert (proof.wrong_caught, proof.wrong_named) == (0, 0)
    assert proof.problems == (
        "wrong 'only with lr 0.5' misses the tolerance only 0 times on its clearest public case",
        "wrong 'only with lr 0.5' is diagnosed as nothing known by check",
    )


def test_two_mistakes_with_equal_answers_are_reported():
    again = Wrong("climbs", {"p -= self.lr * g": "p -= -self.lr * g"}, hint="")
    proof = prove(wrong=(UPHILL, again))
    assert proof.wrong_named == 0
    assert "wrong 'uphill' is diagnosed as 'uphill or climbs' by check" in proof.problems
    assert "wrong 'uphill' and 'climbs' are hardly told apart by any public case" in proof.problems


def test_mistakes_with_equal_answers_and_traits_are_reported():
    assert prove(wrong=(REBINDS, NEVER)).ok
    alike = dataclasses.replace(NEVER, syntax="rebinds")
    problems = prove(wrong=(REBINDS, alike)).problems
    assert "wrong 'rebinds' is diagnosed as 'rebinds or never updates' by check" in problems
    assert "wrong 'rebinds' and 'never updates' are hardly told apart by any public case" in problems


def test_surviving_mutant_without_excuse_is_reported():
    only_ones = Case(
        "ones", lambda rng: {"params": [np.ones(2)], "grads": [[np.ones(2)]], "options": {"lr": 1.0}}, True
    )
    label = "p -= self.lr * g -> p -= self.lr / g"
    proof = prove(cases=(only_ones,))
    assert f"no case notices the mutant {label!r}" in proof.problems
    assert proof.mutants_survived > 1
    excused = prove(cases=(only_ones,), survivors={label: "all ones"})
    assert excused.mutants_survived == proof.mutants_survived - 1
    assert f"no case notices the mutant {label!r}" not in excused.problems


def test_stale_excuse_is_reported():
    proof = prove(survivors={"p -= g -> p": "none"})
    assert proof.problems == ("survivors excuses 'p -= g -> p', which is noticed or no mutant at all",)


def test_case_that_idle_code_passes_is_reported():
    still = Case("no gradient", lambda rng: descent(rng, (2,), steps=1, zero=(1,)), public=True)
    problems = prove(cases=(*made().cases, still)).problems
    assert "'no gradient' (public) passes when nothing is done" in problems


def test_solution_that_uses_a_name_of_its_file_is_reported():
    assert [p for p in prove(task=Needy).problems if "sandbox" in p] == [
        "the solution earns 0 of 2 in the sandbox: one step: NameError: name '_HELP' is not defined "
        "(line 12, in step: )"
    ]


_HELP = 1.0


class Needy:
    """Gradient descent that uses a name of its file."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def step(self, grads):
        """Update every parameter once."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):  # noqa: B905
            p -= self.lr * g
            p *= _HELP
        ### END SOLUTION


def test_bench_after_a_killed_process_opens_a_new_session():
    opened: list[inprocess.Session] = []

    def open_session():
        opened.append(inprocess.Session(dies_on="while True"))
        return opened[-1]

    reference = Reference(made(wrong=()))
    cases = drawn_cases(reference.exercise, verify.SEEDS[0])
    with Bench(open_session) as bench:
        killed = judge_text(bench, reference, "while True: pass\n", cases)
        assert (killed.points, killed.cases[0].status) == (0, "raised")
        assert judge_text(bench, reference, reference.exercise.text, cases).points == 2
    assert len(opened) == 2
    assert [session.sources[0] for session in opened] == ["import numpy as np"] * 2


def test_drawn_cases_are_those_of_grading_in_its_order():
    cases = drawn_cases(made(), *verify.SEEDS[:2])
    assert [(drawn.case.name, drawn.seed.name) for drawn in cases] == [
        ("one step", "public"),
        *((case, seed.name) for seed in verify.SEEDS[:2] for case in ("one step", "three steps")),
    ]


def test_idle_code_differs_from_the_task_in_solution_regions_alone():
    assert idle(made().text).endswith(
        'def step(self, grads):\n        """Update every parameter once."""\n        pass\n'
    )


@pytest.mark.slow
def test_lab_in_real_sandboxes_is_proved_exercise_by_exercise(tmp_path):
    course = make_course(tmp_path)
    exercises = course.lab(LAB).path / "exercises"
    edit(exercises / "gradient_descent.py", "(2,), steps=1", "(2,), (2,), steps=1")
    course = read_course(tmp_path)
    lab = course.lab(LAB)
    first, second = verify.verify_exercises(course, [(lab, each) for each in lab.exercises], jobs=1)
    assert first.ok, first.problems
    assert second.exercise == "Momentum"
    assert not second.oracle_ok  # torch's SGD has no momentum unless cases


def test_longest_proofs_go_first_whatever_lab_they_are_of():
    course = find_course(Path(__file__).parent)
    chosen = [(lab, exercise) for lab in course.labs.values() for exercise in lab.exercises]
    ordered = verify.longest_first(chosen)
    trains = [bool(exercise.training or exercise.contest) for _, exercise in ordered]
    sizes = [len(exercise.wrong) * len(exercise.text) for _, exercise in ordered]
    first = trains.index(False)
    assert first >= 2
    assert not any(trains[first:])
    assert sizes[first:] == sorted(sizes[first:], reverse=True)
    assert len({lab.name for lab, _ in ordered[first : first + 20]}) >= 3
    assert sorted(map(id, ordered)) == sorted(map(id, chosen))


@pytest.mark.slow
def test_mutant_that_never_ends_is_caught(tmp_path):
    endless = "p -= self.lr * g\n            while True: pass"
    exercise = made(wrong=(), right=())
    with Sandbox(("numpy",), allow_weak=True) as sandbox, Bench(sandbox.open) as bench:
        cases = drawn_cases(exercise)
        source = exercise.text.replace("p -= self.lr * g", endless)
        assert notices(bench, Reference(exercise), source, cases)
        assert not notices(bench, Reference(exercise), exercise.text, cases)


def test_threshold_missed_too_often_or_uncalibrated_is_reported():
    found = list(verify.calibration_problems({"90.00% by Adam": None, "91.00% by Adam": 0.02, "92.00% by Adam": 9e-4}))
    assert found == [
        "the calibration lacks the accuracies of 10 runs for 90.00% by Adam: "
        "run tests/benchmarks/calibration.py and write them into `reached`",
        "a right answer misses 91.00% by Adam with probability 2.0e-02, not below 0.001",
    ]
