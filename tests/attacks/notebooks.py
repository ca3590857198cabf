"""Make the notebook of an attack: a real lab's, with some right answers around the attacked one."""

from __future__ import annotations

import copy
import textwrap
from dataclasses import dataclass
from typing import Any

from grader.cli.demo.attacks import HOLLOW
from grader.cli.demo.desk import bare
from grader.course.loader import Course, Lab, released_notebook
from tests.attacks.attack import Attack, Notebook

_FUNCTION = "def {name}(*args, **options):\n        pass\n"


@dataclass(frozen=True)
class Scene:
    """Where an attack takes place: a lab, the attacked exercise, and those answered right before and after it.

    dataset: what its training run uses.
    """

    lab: str
    target: str
    neighbours: tuple[str, ...]
    dataset: str | None = None

    def hollow(self, body: str = "pass") -> str:
        """Make an answer of the right shape whose method or function consists of `body` alone."""
        text = HOLLOW if self.target[0].isupper() else _FUNCTION
        return text.replace("{name}", self.target).replace("        pass", textwrap.indent(body.strip("\n"), 8 * " "))


#: By attacked exercise.
SCENES = {
    "Adam": Scene("06_optimizers", "Adam", ("GradientDescent", "Momentum", "AdamW", "Nadam")),
    "softmax": Scene("02_losses_and_descent", "softmax", ("mse", "cross_entropy", "affine_forward")),
    "he_normal": Scene("04_initialization", "he_normal", ("fans", "lecun_normal")),
    "train_mnist": Scene("06_optimizers", "train_mnist", ("Momentum", "Adam"), "mnist-5k"),
}


def cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell that nbgrader knows by this id."""
    cells: list[dict[str, Any]] = notebook["cells"]
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def own(source: str, name: str = "mine", kind: str = "code", **metadata: Any) -> dict[str, Any]:
    """A cell of the student's own."""
    made: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def insert(notebook: Notebook, grade_id: str, new: dict[str, Any], after: int = 0) -> None:
    """Put a cell before (or `after` cells after) another."""
    place = notebook["cells"].index(cell(notebook, grade_id))
    notebook["cells"].insert(place + after, new)


def solved(course: Course, lab: Lab, scene: Scene) -> Notebook:
    """The student notebook with the attacked exercise and its neighbours answered right; the rest stays a stub."""
    notebook = copy.deepcopy(released_notebook(course, lab))
    for name in (scene.target, *scene.neighbours):
        cell(notebook, name)["source"] = bare(lab.exercise(name).text.partition("\n\nimport dataclasses")[0])
    return notebook


def attacked(notebook: Notebook, attack: Attack) -> Notebook:
    """A copy of the notebook with the attack in it, its @NAMES@ as they are."""
    notebook = copy.deepcopy(notebook)
    scene, source = SCENES[attack.exercise], attack.source.strip("\n")
    if attack.earns:
        if attack.place == "answer" and source:
            cell(notebook, scene.target)["source"] += f"\n\n{source}"
    else:
        answers = {
            "answer": f"{source}\n\n\n{scene.hollow()}" if source else scene.hollow(),
            "step": scene.hollow(source),
            "whole": source,
            "own": scene.hollow(),
        }
        cell(notebook, scene.target)["source"] = answers[attack.place]
    if attack.place == "own":
        insert(notebook, scene.target, own(source))
    if attack.change is not None:
        attack.change(notebook)
    return notebook
