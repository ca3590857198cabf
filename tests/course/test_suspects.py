"""Test the suspects of a diagnosis, made from the solution or listed in the table beside the exercise."""

from __future__ import annotations

import dataclasses

import pytest

from grader.authoring.suspect_tables import make_table, table_bytes
from grader.course import suspect_table
from grader.course.exercise import Exercise
from grader.course.loader import find_course
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.suspect_table import NONE, SuspectTable, load, save, table_of
from grader.course.suspects import STAGES, Suspects
from grader.grading.exercise_runner import case_run
from grader.judge.traces import fits

COURSE = find_course()
LAB = COURSE.lab("02_losses_and_descent")
EXERCISE: Exercise = LAB.exercise("softmax")
SECRET = secret_seed(b"suspects")


@pytest.fixture(scope="module")
def table() -> SuspectTable:
    return make_table(Reference(EXERCISE, LAB.given))


def stages(reference, *, tabled):
    return [[suspect for suspect in stage] for stage in Suspects(reference, tabled=tabled).stages("")]


@pytest.fixture
def beside(table, tmp_path, monkeypatch):
    """Lay a table in the place of the exercise's own."""

    def lay(changed=table):
        path = tmp_path / "softmax.npz"
        path.write_bytes(save(changed))
        monkeypatch.setattr(suspect_table, "path_of", lambda exercise: path)
        return path

    return lay


def test_table_lists_the_same_suspects_as_the_rules(table, beside):
    beside()
    computed, listed = (stages(Reference(EXERCISE, LAB.given), tabled=tabled) for tabled in (False, True))
    assert [[suspect.name for suspect in stage] for stage in listed] == [
        [suspect.name for suspect in stage] for stage in computed
    ]
    assert set(table.blocks) == set(STAGES)
    assert all(table.blocks[stage].recipes.size for stage in ("pairs", "slips", "pairs with slips"))


def test_listed_suspects_give_the_same_on_secret_cases(beside):
    beside()
    reference, other = Reference(EXERCISE, LAB.given), Reference(EXERCISE, LAB.given)
    drawn = DrawnCase(EXERCISE.cases[0], SECRET)
    computed, listed = stages(reference, tabled=False)[3], stages(other, tabled=True)[3]
    for one, same in zip(computed, listed, strict=True):
        assert fits(one.observe(drawn), case_run(reference, drawn, same.observe(drawn)))


def test_what_is_known_without_running_agrees_with_a_run(beside):
    beside()
    reference = Reference(EXERCISE, LAB.given)
    tried = 0
    for suspect in stages(reference, tabled=True)[3]:
        for case in EXERCISE.public:
            drawn = DrawnCase(case, PUBLIC)
            known = suspect.quick(drawn)
            assert known is not None
            given = suspect.observe(drawn)
            assert given.status not in ("ok", "raised") or fits(known, case_run(reference, drawn, given)), suspect.name
            tried += 1
    assert tried > 20


def test_nothing_is_known_of_secret_cases(beside):
    beside()
    [first, *_] = stages(Reference(EXERCISE, LAB.given), tabled=True)[2]
    assert first.quick(DrawnCase(EXERCISE.public[0], SECRET)) is None


def test_table_is_read_back_as_it_was_and_the_same_bytes_are_written_again(table):
    assert save(load(save(table))) == save(table)


@pytest.mark.parametrize("change", [{"key": "of another solution"}, {"slips": ("no such class",)}])
def test_table_of_another_solution_is_not_used(beside, table, change):
    beside(dataclasses.replace(table, **change))
    assert table_of(Reference(EXERCISE, LAB.given)) is None


def test_table_made_with_other_inputs_is_not_used(beside, table):
    blocks = {name: dataclasses.replace(block, solution=1.01 * block.solution) for name, block in table.blocks.items()}
    beside(dataclasses.replace(table, blocks=blocks))
    assert table_of(Reference(EXERCISE, LAB.given)) is None


def test_missing_or_damaged_table_is_not_used(beside):
    path = beside()
    assert table_of(Reference(EXERCISE, LAB.given)) is not None
    path.write_bytes(b"PK damaged")
    assert table_of(Reference(EXERCISE, LAB.given)) is None
    path.unlink()
    assert table_of(Reference(EXERCISE, LAB.given)) is None


def test_random_task_and_challenge_have_no_table():
    for lab, name in (("04_initialization", "xavier"), ("11_mnist_challenge", "train")):
        found = COURSE.lab(lab)
        assert table_bytes(Reference(found.exercise(name), found.given)) is None


def test_every_pair_with_a_slip_names_the_known_mistake_first():
    for recipe in Suspects(Reference(EXERCISE, LAB.given), tabled=False).recipes("pairs with slips"):
        assert recipe.slip != NONE
        assert recipe.other != NONE
