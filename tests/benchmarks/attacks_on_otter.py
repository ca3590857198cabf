"""The same attacks on otter-grader as it comes, and here: what each earns on an exercise that it did not do.

python tests/benchmarks/attacks_on_otter.py PYTHON [attack ...]

PYTHON: of an environment of its own (python -m venv; pip install otter-grader ipykernel numpy). The exercise's hidden
test is what a careful author would write for otter: the cases of the exercise with their secret inputs, the right
numbers beside them, and np.allclose. otter executes notebooks as they are, so every run of it happens in a world of its
own, see attacks_on_nbgrader.py; what is kept goes into docs/security.md.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from grader.core.records import FLOAT32  # noqa: E402
from grader.course.exercise import Exercise  # noqa: E402
from grader.course.reference import Reference, course_seed  # noqa: E402
from grader.submission.merge import text_of  # noqa: E402
from tests.attacks.attack import Attack, Notebook  # noqa: E402
from tests.attacks.catalog import attacks  # noqa: E402
from tests.attacks.notebooks import SCENES  # noqa: E402
from tests.attacks.stage import Stage  # noqa: E402
from tests.benchmarks import compared  # noqa: E402
from tests.benchmarks.attacks_on_nbgrader import world  # noqa: E402

SCENE = SCENES["Adam"]
#: Asks for points by what the answer is, or by what it does to the test; no processes, no load, nothing outside.
CHOSEN = [
    "earning/does_nothing",
    "earning/equal_to_everything",
    "earning/exits_with_success",
    "earning/generator_exit",
    "earning/mock",
    "earning/not_a_number",
    "earning/points_as_result",
    "earning/recorded_table",
    "earning/remembers_calls",
    "earning/skipped",
    "forging/asserts_deleted",
    "forging/builtins_patched",
    "forging/check_overridden",
    "forging/comparisons_patched",
    "forging/exit_handlers",
    "forging/import_hook",
    "forging/json_patched",
    "forging/numpy_beside",
    "forging/run_code_replaced",
    "forging/shell_hooks",
    "lying/array_method",
    "lying/array_subclass",
    "lying/broadcastable",
    "lying/number_subclass",
    "notebook/cut_off",
    "notebook/deleted_check",
    "notebook/duplicated_check",
    "notebook/edited_check",
    "notebook/extra_check",
    "notebook/odd_cells",
    "notebook/old_format",
    "notebook/skipped_by_tag",
]
_SECONDS = 120
_SETUP = """
import numpy as np
import otter

grader = otter.Notebook()
"""
_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case(points={points}, hidden=True)
def test_steps({name}):
    import numpy as np

    cases = {cases}
    for params, grads, options, expected in cases:
        params = [np.array(*p) for p in params]
        optimizer = {name}(params, **options)
        for step in grads:
            optimizer.step([np.array(*g) for g in step])
        for got, right in zip(params, expected):
            assert np.allclose(got, np.array(*right), rtol={rtol}, atol={atol})
"""
_GRADE = """
import sys
from otter.api import grade_submission
result = grade_submission(sys.argv[1], sys.argv[2], quiet=True)
print("points:", result.total)
"""


def hidden_test(exercise: Exercise, stage: Stage) -> str:
    """The exercise's cases as a test file of otter's, with right numbers in it."""
    reference, seed = Reference(exercise), course_seed(stage.course.secret)
    cases = []
    for case in exercise.cases:
        inputs = copy.deepcopy(reference.inputs(case, seed))
        before = copy.deepcopy(inputs)
        optimizer = exercise.task(inputs["params"], **inputs["options"])
        for grads in inputs["grads"]:
            optimizer.step(grads)
        public = ([written(p) for p in before["params"]], [[written(g) for g in s] for s in before["grads"]])
        cases.append((*public, before["options"], [written(p) for p in inputs["params"]]))
    # one tolerance for all, the widest that an exercise has
    return _TEST.format(name=exercise.name, points=exercise.points, cases=cases, rtol=FLOAT32.rtol, atol=FLOAT32.atol)


def written(array: Any) -> tuple[Any, str]:
    """An array as one writes it into a test."""
    return array.tolist(), str(array.dtype)


def for_otter(notebook: Notebook) -> Notebook:
    """The notebook as otter would have handed it out: its checks are otter's, without the cells to look at."""
    notebook = copy.deepcopy(notebook)
    kept = []
    for cell in notebook["cells"]:
        about = cell.get("metadata", {}).get("descent", {}) if isinstance(cell, dict) else {}
        if about.get("role") == "experiment":
            continue
        if isinstance(cell, dict) and cell.get("id") == "setup":
            cell["source"] = _SETUP
        elif about.get("role") == "check" and text_of(cell["source"]).startswith("check("):
            cell["source"] = f'grader.check("{about["exercise"]}")' if about["exercise"] == SCENE.target else ""
        kept.append(cell)
    notebook["cells"] = kept
    return notebook


class Otter:
    """otter-grader in its own environment, and a folder to work in."""

    def __init__(self, python: str, folder: Path, test: str) -> None:
        self.python, self.folder = python, folder
        prefixes = "import sys; print(sys.prefix, sys.base_prefix, sep='\\n')"
        done = subprocess.run([python, "-c", prefixes], capture_output=True, text=True, check=True)
        self._binds = [part for prefix in done.stdout.split() for part in ("--ro-bind", prefix, prefix)]
        code = "from otter.version import __version__; print(__version__)"
        self.version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        (folder / "tests").mkdir()
        (folder / "tests" / f"{SCENE.target}.py").write_text(test, encoding="utf-8")
        command = ["-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment", "--no-config"]
        subprocess.run([python, *command, "--no-requirements"], cwd=folder, check=True, capture_output=True)

    def grade(self, name: str, notebook: Notebook | bytes, files: dict[str, bytes]) -> str:
        """What otter makes of one submission: its points, or that there are none."""
        home = self.folder / name.replace("/", "-")
        home.mkdir()
        for beside, data in files.items():
            (home / beside).parent.mkdir(parents=True, exist_ok=True)
            (home / beside).write_bytes(data)
        path = home / f"{SCENE.lab}.ipynb"
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(for_otter(notebook)).encode())
        program = world(self.folder)
        place = program.index("--bind")
        command = [*program[:place], *self._binds, *program[place:], self.python, "-c", _GRADE, str(path)]
        environment = {"PATH": f"{Path(self.python).parent}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
        try:
            done = subprocess.run(
                [*command, str(self.folder / "autograder.zip")], env=environment, capture_output=True, text=True,
                timeout=_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "no result: did not end"
        points = [line for line in done.stdout.splitlines() if line.startswith("points: ")]
        if done.returncode or not points:
            last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
            return f"no result: {last.partition(':')[0][:60].strip()}"
        return f"{float(points[-1].partition(' ')[2]):g} points"


def main(python: str, names: list[str]) -> None:
    rows: dict[str, Any] = {}
    with Stage() as stage, tempfile.TemporaryDirectory() as folder:
        exercise = stage.course.lab(SCENE.lab).exercise(SCENE.target)
        otter = Otter(python, Path(folder).resolve(), hidden_test(exercise, stage))
        print("an honest notebook:", otter.grade("honest", stage.solution(SCENE.target), {}), flush=True)
        for name in names or CHOSEN:
            attack: Attack = attacks()[name]
            notebook, files = stage.handed_in(attack)
            theirs = otter.grade(name, notebook, files)
            ours = "; ".join(stage.faults(attack)) or compared.NOTHING
            rows[name] = {"otter-grader": theirs, "here": ours}
            print(f"{name:36} otter: {theirs:40} here: {ours}", flush=True)
    compared.record("otter-grader", otter.version, rows)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
