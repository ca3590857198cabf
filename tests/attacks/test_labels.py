"""Test tables of the public labels: they earn nothing, on MNIST too, and the grade reports them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from grader import datasets
from grader.core.errors import UnavailableError
from grader.core.records import Cell, Submission
from grader.course.seeds import course_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from tests.attacks import labels
from tests.attacks.catalog import attacks
from tests.attacks.notebooks import SCENES
from tests.attacks.stage import Stage

HASHED = """
import json, zlib
TABLE = json.load(open("table.json"))


def REMEMBER(number, image):
    return TABLE.get(str(zlib.crc32(image.tobytes())), 0)


"""


@pytest.mark.parametrize("name", ["earning/labels_by_hash", "earning/labels_in_order"])
def test_label_table_is_reported(stage: Stage, name: str) -> None:
    notebook, files = stage.handed_in(attacks()[name])
    grade = stage.grade(SCENES["train_mnist"], "mallory", notebook, files)
    description = {"earning/labels_by_hash": "a dict of 2000 numbers and texts",
            "earning/labels_in_order": "1000 letters and digits in one piece, as encoded data has"}  # fmt: skip
    assert grade.integrity == (f"the cell mine holds {description[name]}",)
    verdict = next(verdict for verdict in grade.exercises if verdict.name == "train_mnist")
    accuracy = next(case for case in verdict.cases if case.case == "accuracy on mnist-5k")
    assert accuracy.earned == 0.0, "the run was made, and judged"


def test_label_table_knows_every_unperturbed_label() -> None:
    """The table knows every label where the images lack the secret change."""
    data = labels.small()
    table = labels.by_hash(data)
    namespace: dict[str, Any] = {"np": np, "zlib": __import__("zlib"), "TABLE": table}
    exec(
        HASHED.partition("TABLE = json")[0] + HASHED.partition("\n\n\n")[2].replace("str(", "(") + labels.TRAIN,
        namespace,
    )

    class Network:
        predict: Any

    network = Network()
    namespace["train_mnist"](network, None, [1], [1], epochs=1, batch_size=1, rng=None)
    found = network.predict(data.test_images.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(found, data.test_labels)


@pytest.mark.slow
def test_table_of_all_mnist_labels_earns_nothing(stage: Stage) -> None:
    try:
        data = datasets.load("mnist")
    except UnavailableError:
        pytest.skip("MNIST is not on this machine")
    import json

    lab = stage.course.lab("06_optimizers")
    grading = GradingContext(stage.course, lab, stage.sandbox, course_seed(stage.course.secret), "mnist")
    table = json.dumps(labels.by_hash(data)).encode()
    cells = (
        Cell("setup", "own", "import numpy as np"),
        Cell("train_mnist", "solution", HASHED + labels.TRAIN, "train_mnist"),
        Cell("check-train_mnist", "check", "", "train_mnist"),
    )
    grade = grade_submission(grading, Submission("mallory", lab.name, "0", cells, {"table.json": table}))
    verdict = next(verdict for verdict in grade.exercises if verdict.name == "train_mnist")
    accuracy = next(case for case in verdict.cases if case.case == "accuracy on mnist")
    assert (verdict.points, accuracy.earned) == (0.0, 0.0)
    assert re.match(r"1?\d\.\d\d% of the held-out images of mnist right", accuracy.message), "as untrained: never asked"
    assert grade.integrity == (f"the file table.json beside the notebook has {len(table)} bytes",)
