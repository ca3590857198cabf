"""Test that a contract is judged from labels and losses: facts that a process makes up earn nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.core.records import CaseVerdict, Cell, Submission
from grader.course.loader import find_course
from grader.course.seeds import secret_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.sandbox import Sandbox

COURSE = find_course(Path(__file__).parent)
LAB = COURSE.lab("11_mnist_challenge")

#: What every good entry's facts were, and are to this day.
CONSTANTS = """
FACTS = {
    "axes of what predict gives": 1, "labels that predict gives": len(inputs["fresh"]), "predict gives integers": True,
    "one seed gives one network": True, "another seed gives another network": True,
    "losses that train gives": EPOCHS, "the loss falls to less than half": True,
    "half of the new images are right": True, "labels are from 0 to 9": True,
    "an image alone gets the same label": True, "the same images get the same labels again": True,
    "trained on sevens alone, the loss falls by a quarter": True, "the same seeds give the same training": True,
}
"""
FORGED = """
import dataclasses
import sys

import numpy as np


def build_network(rng):
    return rng.random(10)


def predict(network, images):
    return np.zeros(len(images), int)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    return [0.0]


def run(task, inputs, context, notes):
    if "test_images" in inputs:
        yield "predictions", np.zeros(len(inputs["test_images"]), int)
        return
    EPOCHS = inputs["epochs"]
    BODY


probes = sys.modules["probes"]
for name, value in list(vars(probes).items()):
    if type(value).__name__ == "Probe" and value.name == "contest":
        setattr(probes, name, dataclasses.replace(value, run=run))
"""
BODIES = {
    "13 constants": CONSTANTS.strip().replace("\n", "\n    ") + "\n    yield from FACTS.items()",
    "constants under the names of arrays": """for label in (
        "labels of pieces", "labels of pieces again", "labels of pieces, seed + 1", "labels of pieces, seed + 2",
        "labels of new images", "labels of blends", "labels of blends alone", "labels of blends again",
        "labels of one", "labels of other", "losses", "losses on sevens", "losses of one", "losses of other",
    ):
        yield label, True""",
    "arrays that depend on no image": """zeros, steps = np.zeros(len(inputs["fresh"]), int), np.linspace(1, 0.1, EPOCHS)
    for label in ("labels of pieces", "labels of pieces again"):
        yield label, zeros
    for more in (1, 2):
        yield f"labels of pieces, seed + {more}", zeros + more
    yield "losses", steps
    for label in ("labels of new images", "labels of blends", "labels of blends alone", "labels of blends again"):
        yield label, np.arange(len(zeros)) % 10
    yield "losses on sevens", steps
    for which in ("one", "other"):
        yield f"losses of {which}", steps
        yield f"labels of {which}", zeros""",
}


@pytest.fixture(scope="module")
def grading() -> Iterator[GradingContext]:
    with Sandbox(LAB.libraries, allow_weak=True, handouts=LAB.handouts) as sandbox:
        yield GradingContext(COURSE, LAB, sandbox, secret_seed(b"a contract"), "mnist-5k")


def contract(grading: GradingContext, source: str) -> tuple[float, list[CaseVerdict]]:
    cells = (Cell("train", "solution", source, "train"), Cell("check-train", "check", "", "train"))
    grade = grade_submission(grading, Submission("mallory", LAB.name, "0", cells))
    verdict = next(each for each in grade.exercises if each.name == "train")
    return verdict.points, [case for case in verdict.cases if case.case.startswith("contract")]


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES)
def test_contract_of_facts_that_the_process_makes_up_earns_nothing(grading: GradingContext, body: str) -> None:
    points, cases = contract(grading, FORGED.replace("BODY", BODIES[body]))
    assert (points, len(cases)) == (0.0, 3)
    assert [case.status for case in cases] == ["wrong"] * 3


def test_truth_of_the_contract_never_reaches_the_process(grading: GradingContext) -> None:
    source = FORGED.replace("BODY", "raise ValueError(sorted(inputs))")
    _, cases = contract(grading, source)
    assert "['epochs', 'fresh', 'images', 'labels', 'seed', 'shuffle']" in cases[0].message
    assert "fresh_labels" in json.dumps(sorted(grading.references["train"].inputs(*public(grading))))


def public(grading: GradingContext) -> tuple:  # type: ignore[type-arg]
    from grader.course.seeds import PUBLIC

    return grading.references["train"].exercise.public[0], PUBLIC
