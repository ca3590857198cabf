"""Test the measure of what is said of wrong answers made from solutions, on two light exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.proof.sentences import KINDS, is_true, made_answers, sentence_shares, share_lines
from grader.core.recording import load, path_of
from grader.course.loader import find_course
from grader.course.reference import Reference

COURSE = find_course(Path(__file__).parent)


def exercise(lab, name):
    found = COURSE.labs[lab]
    return Reference(found.exercise(name), found.given), load(path_of(found.path, name))


@pytest.mark.parametrize(("lab", "name"), [("02_losses_and_descent", "mse"), ("03_activations", "Tanh")])
def test_made_answers_bear_names_and_none_is_false(lab, name):
    reference, recording = exercise(lab, name)
    shares = sentence_shares(reference, recording)
    assert {who: [share.false for (w, _), share in shares.items() if w == who] for who in ("check", "grading")} == {
        who: [()] * len(KINDS) for who in ("check", "grading")
    }
    for who in ("check", "grading"):
        known = shares[who, "known"]
        assert known.made == known.named == known.explained == len(reference.exercise.wrong)
        assert shares[who, "slip"].named >= 0.8 * shares[who, "slip"].made > 0


def test_name_of_another_change_is_false():
    reference, _ = exercise("03_activations", "Tanh")
    one, other = [made for made in made_answers(reference) if made.kind == "known"][:2]
    [name] = other.names
    assert not is_true(reference, one, name)
    assert is_true(reference, one, f"{name} or {next(iter(one.names))}")


def test_shares_of_several_exercises_are_added_up():
    reference, recording = exercise("03_activations", "Tanh")
    shares = sentence_shares(reference, recording)
    one, two = share_lines([shares]), share_lines([shares, shares])
    assert int(two[5].split()[2]) == 2 * int(one[5].split()[2])
