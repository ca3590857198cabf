"""Test references: inputs by seed, the secret seed, and the cache of observations."""

import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.authoring.proof.reference_checks import observe_right, wrong_margins
from grader.core.errors import GraderError
from grader.course.loader import find_course
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, course_seed, secret_seed
from grader.course.variants import Case, Right, Wrong
from tests.course.test_exercise import made


def test_seed_in_text_shows_its_name_and_never_its_entropy():
    seed = secret_seed(b"secret")
    assert str(seed.entropy) not in repr(seed)
    assert seed.name.startswith("secret-")
    assert seed == secret_seed(b"secret")
    assert seed.name != secret_seed(b"other").name


def test_secret_is_created_once_and_readable_by_its_owner_alone(tmp_path):
    path = tmp_path / "course" / "secret"
    seed = course_seed(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert course_seed(path) == seed


def test_secret_readable_by_others_is_refused(tmp_path):
    path = tmp_path / "secret"
    course_seed(path)
    path.chmod(0o644)
    with pytest.raises(GraderError, match=r"others may read the secret seed; run: chmod 600"):
        course_seed(path)


def test_truncated_secret_is_refused(tmp_path):
    path = tmp_path / "secret"
    course_seed(path)
    path.write_bytes(b"short")
    with pytest.raises(GraderError, match="5 bytes instead of 32"):
        course_seed(path)


def test_inputs_differ_between_seeds_and_agree_between_references():
    exercise = made()
    one, two = Reference(exercise), Reference(exercise)
    case = exercise.cases[0]
    secret = secret_seed(b"x")
    np.testing.assert_array_equal(one.inputs(case, PUBLIC)["args"][0], two.inputs(case, PUBLIC)["args"][0])
    assert not np.array_equal(one.inputs(case, PUBLIC)["args"][0], one.inputs(case, secret)["args"][0])


def test_solution_oracle_and_mistake_are_observed_once_each():
    exercise = made()
    reference, case = Reference(exercise), exercise.cases[0]
    x = reference.inputs(case, PUBLIC)["args"][0]
    np.testing.assert_array_equal(reference.expected(case, PUBLIC).values["result"], 2 * x)
    np.testing.assert_array_equal(reference.oracle(case, PUBLIC).values["result"], 2 * x)
    (mistake,) = reference.mistakes()
    assert mistake.name == "triples"
    np.testing.assert_array_equal(mistake.observe(DrawnCase(case, PUBLIC)).values["result"], 3 * x)
    assert mistake.observe(DrawnCase(case, PUBLIC)) is mistake.observe(DrawnCase(case, PUBLIC))
    assert list(reference.pairs()) == []


def looping(x):
    """Halve x until it is at most 1."""
    ### BEGIN SOLUTION
    y = x.copy()
    while (np.abs(y) > 1).any():
        y = y / 2
    return y
    ### END SOLUTION


LARGE = Case("three", lambda rng: {"args": [rng.uniform(2, 9, 3)]}, public=True)


def test_two_mistakes_that_never_end_together_time_out(monkeypatch):
    monkeypatch.setattr("grader.course.reference._LEAST_TIMEOUT", 0.1)
    bound = Wrong("the wrong bound", {"> 1": "> 0.5"}, hint="The bound is 1.")
    stuck = Wrong("stops at three quarters", {"y = y / 2": "y = np.maximum(y / 2, 0.75)"}, hint="Halve it.")
    exercise = made(
        task=looping,
        oracle=lambda x: x / 2 ** np.ceil(np.log2(np.maximum(np.abs(x), 1))),
        cases=(LARGE,),
        wrong=(bound, stuck),
    )
    reference, case = Reference(exercise), exercise.cases[0]
    assert [candidate.observe(DrawnCase(case, PUBLIC)).status for candidate in reference.mistakes()] == ["ok", "ok"]
    (both,) = reference.pairs()
    observation = both.observe(DrawnCase(case, PUBLIC))
    assert (observation.status, observation.error) == ("timed out", "not done after 0.1 s")
    assert both.observe(DrawnCase(case, PUBLIC)) is observation
    assert reference.edited(bound.edits, case, PUBLIC).status == "ok"  # the timeout does not affect what runs next


def test_mistake_that_never_ends_is_reported(monkeypatch):
    monkeypatch.setattr("grader.course.reference._LEAST_TIMEOUT", 0.1)
    endless = Wrong("never halves", {"y = y / 2": "y = y * 1"}, hint="Halve it.")
    reference = Reference(made(task=looping, cases=(LARGE,), wrong=(endless,)))
    _, problems = wrong_margins(reference)
    assert problems == ["wrong 'never halves' does not end, so it can never be named; 'three': not done after 0.1 s"]


def test_right_answer_has_no_timeout(monkeypatch):
    monkeypatch.setattr("grader.course.reference._LEAST_TIMEOUT", 0.0)
    slow = Right("sleeps", {"y = x.copy()": "__import__('time').sleep(0.05)\n    y = x.copy()"})
    reference = Reference(made(task=looping, cases=(LARGE,), right=(slow,), wrong=()))
    assert observe_right(reference, slow, DrawnCase(LARGE, PUBLIC)).status == "ok"


@pytest.mark.slow
@pytest.mark.parametrize("name", find_course(Path(__file__).parent).labs)
def test_every_two_mistakes_of_the_course_end_in_time(name):
    lab = find_course(Path(__file__).parent).lab(name)
    endless = []
    for exercise in lab.exercises:
        reference = Reference(exercise, lab.given)
        for case in exercise.cases if not exercise.contest else ():
            found = [
                both.name for both in reference.pairs() if both.observe(DrawnCase(case, PUBLIC)).status == "timed out"
            ]
            endless += [f"{exercise.name}, {case.name}: {both}" for both in found]
    assert endless == []


@pytest.mark.parametrize("what", ["inputs", "expected"])
def test_value_that_threads_ask_for_together_is_computed_once(what):
    together = threading.Barrier(8)
    drawn: list[int] = []
    run: list[int] = []
    found: list[object] = []
    exercise = made()
    case = exercise.cases[0]

    def inputs(rng):
        drawn.append(1)
        time.sleep(0.05)  # long enough for the others to ask
        return case.inputs(rng)

    def task():
        run.append(1)
        time.sleep(0.05)
        return exercise.task

    slow, reference = replace(case, inputs=inputs), Reference(exercise)

    def ask():
        together.wait()
        found.append(reference.inputs(slow, PUBLIC) if what == "inputs" else reference.run("x", task, slow, PUBLIC))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(each is found[0] for each in found)
    assert (len(drawn), len(run)) == (1, 1 if what == "expected" else 0)


def test_observation_that_failed_for_want_of_memory_is_not_cached():
    exercise = made()
    reference, failing = Reference(exercise), [MemoryError()]

    def task():
        def fail(*_, **__):
            raise failing.pop()

        return fail if failing else exercise.task

    case = exercise.cases[0]
    assert reference.run("x", task, case, PUBLIC).status == "out of memory"
    assert reference.run("x", task, case, PUBLIC).status == "ok"


def growing(x):
    """Add x to itself."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION


def test_edit_that_gives_far_more_numbers_than_the_solution_is_not_kept():
    exercise = made(task=growing, wrong=(), cases=(LARGE,))
    reference = Reference(exercise)
    few = exercise.text.replace("x + x", "np.ones((3, 3))")
    many = exercise.text.replace("x + x", "np.ones((500, 500))")
    assert reference.changed(few, LARGE, PUBLIC).status == "ok"
    assert reference.changed(many, LARGE, PUBLIC).status == "killed"
    assert not reference.changed(many, LARGE, PUBLIC).values
