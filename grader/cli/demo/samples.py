"""The sample class of the optimizer lab: a function's name is the sample's name, its docstring says what is in it."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from grader.cli.demo import attacks
from grader.cli.demo.desk import TARGET, Desk, Draft, Expected, Sample, bare, right
from grader.course.edits import apply_edits
from grader.course.loader import Course, Lab
from grader.course.seeds import PUBLIC, course_seed


def make_class(course: Course, lab: Lab, folder: Path) -> list[Sample]:
    """Write every sample to folder/<sample>/<lab>/, as nbgrader collects them, and say what each must get.

    Raises CourseError where the lab has no exercise or mistake that a sample needs, or was not built.
    """
    desk = Desk(course, lab, course_seed(course.secret))
    samples = []
    for make in SAMPLES:
        draft = desk.solved()
        make(desk, draft)
        samples.append(write_sample(desk, folder, *described(make), draft))
    return samples


def described(make: Callable[[Desk, Draft], None]) -> tuple[str, str]:
    """Read the name of the sample that a function makes, and what is in it."""
    return make.__name__.replace("_", "-"), " ".join((make.__doc__ or "").split()).rstrip(".")


def write_sample(desk: Desk, folder: Path, name: str, about: str, draft: Draft) -> Sample:
    """Write a draft to folder/<name>/<lab>/ as a sample."""
    home = folder / name / desk.lab.name
    home.mkdir(parents=True)
    data = draft.raw if draft.raw is not None else json.dumps(draft.notebook, indent=1).encode()
    for file, content in {draft.name or f"{desk.lab.name}.ipynb": data, **draft.files}.items():
        (home / file).write_bytes(content)
    return Sample(name, home, about, draft.expected, draft.hostile)


def all_right(desk: Desk, draft: Draft) -> None:
    """Every exercise solved, training included."""


def rewritten_but_right(desk: Desk, draft: Draft) -> None:
    """Every exercise solved in another way than the course does."""
    for exercise in desk.lab.exercises:
        edited = [variant for variant in exercise.right if variant.task is None]
        if edited:
            draft.answer(exercise.name, bare(apply_edits(exercise.text, edited[0].edits)), right(exercise))


def adam_without_bias_correction(desk: Desk, draft: Draft) -> None:
    """Adam's moments are used as they are; training then falls back on the given optimizer."""
    desk.wrong(draft, "Adam", "no bias correction")


def two_mistakes(desk: Desk, draft: Draft) -> None:
    """Two mistakes at once in Adam."""
    desk.wrong(draft, TARGET, *desk.telling_pair(desk.target))


def mistakes_in_two_exercises(desk: Desk, draft: Draft) -> None:
    """One mistake in Momentum, another in RMSprop."""
    for name in ("Momentum", "RMSprop"):
        desk.wrong(draft, name, next(wrong.name for wrong in desk.lab.exercise(name).wrong if not wrong.syntax))


def rebinds_the_parameters(desk: Desk, draft: Draft) -> None:
    """GradientDescent computes new arrays instead of updating the ones it was given."""
    desk.wrong(
        draft,
        "GradientDescent",
        next(wrong.name for wrong in desk.lab.exercise("GradientDescent").wrong if wrong.syntax == "rebinds"),
    )


def not_started(desk: Desk, draft: Draft) -> None:
    """The notebook as it was handed out."""
    draft.notebook = copy.deepcopy(desk.released)
    draft.expected = {name: Expected(0.0, "not attempted") for name in draft.expected}


def half_done(desk: Desk, draft: Draft) -> None:
    """The first half of the exercises solved, the others as they were handed out."""
    untouched = Draft(copy.deepcopy(desk.released), {}, {})
    for name in list(draft.expected)[len(draft.expected) // 2 :]:
        draft.answer(name, untouched.cell(name)["source"], Expected(0.0, "not attempted"))


def warns_a_lot(desk: Desk, draft: Draft) -> None:
    """Every answer is right; warnings and a progress bar go to stderr."""
    draft.insert("setup", "import sys\nimport warnings", after=1)
    for name in draft.expected:
        draft.insert(name, 'warnings.warn("deprecated")\nprint("100%", file=sys.stderr)', after=1)


def uses_a_helper_file(desk: Desk, draft: Draft) -> None:
    """Adam is right, and imported from a file handed in beside the notebook."""
    draft.files["my_optimizers.py"] = f"import numpy as np\n\n\n{bare(desk.target.text)}\n".encode()
    draft.answer(TARGET, f"from my_optimizers import {TARGET}", right(desk.target))


def raises(desk: Desk, draft: Draft) -> None:
    """Adam raises an exception at its first step."""
    draft.answer(TARGET, _step(attacks.RAISE), Expected(0.0, "raised"))


def endless_loop(desk: Desk, draft: Draft) -> None:
    """Adam never comes back from its first step."""
    draft.answer(TARGET, _step(attacks.ENDLESS), Expected(0.0, "timed out"))


def memory_hog(desk: Desk, draft: Draft) -> None:
    """Adam asks for more and more memory."""
    draft.answer(TARGET, _step(attacks.HOARD), Expected(0.0, "out of memory"))


def prints_a_lot(desk: Desk, draft: Draft) -> None:
    """Everything is right; a cell prints sixteen million characters."""
    draft.insert(TARGET, 'for _ in range(200_000):\n    print("x" * 80)')


def deleted_test_cell(desk: Desk, draft: Draft) -> None:
    """Everything is right; the cell that checks Adam was deleted."""
    draft.notebook["cells"].remove(draft.cell(f"check-{TARGET}"))


def duplicated_cell(desk: Desk, draft: Draft) -> None:
    """Everything is right; an answer cell and a check cell stand there twice."""
    for name in (TARGET, f"check-{TARGET}"):
        cell = draft.cell(name)
        draft.notebook["cells"].insert(draft.notebook["cells"].index(cell), copy.deepcopy(cell))


def edited_test_cell(desk: Desk, draft: Draft) -> None:
    """Adam does nothing, and its check cell was rewritten to show full marks."""
    desk.hollow(draft)
    draft.cell(f"check-{TARGET}")["source"] = "4.0"


def not_json(desk: Desk, draft: Draft) -> None:
    """The file is cut off in the middle."""
    text = json.dumps(draft.notebook)
    draft.raw = text[: len(text) // 2].encode()
    draft.expected = {name: Expected(0.0, "missing") for name in draft.expected}


def wrong_name(desk: Desk, draft: Draft) -> None:
    """Everything is right, in a notebook of another name, which says that it is of the lab."""
    draft.name = "homework (1).ipynb"


def reads_the_answers(desk: Desk, draft: Draft) -> None:
    """Looks for the solution on the disk, in the grader's modules and in memory."""
    file = next((desk.lab.path / "exercises").glob(f"{TARGET.lower()}.py"))
    places = [str(file.resolve()), str(desk.lab.notebook.resolve()), str(desk.course.secret.resolve())]
    source = attacks.READ_THE_ANSWERS.format(name=TARGET, places=places, file=file.name, lab=desk.lab.name)
    desk.attack(draft, source)


def replays_the_recordings(desk: Desk, draft: Draft) -> None:
    """Hands back the recorded outputs of the public checks."""
    reference = desk.references[TARGET]
    table: dict[str, np.ndarray] = {}
    for number, case in enumerate(desk.target.public):
        for i, start in enumerate(reference.inputs(case, PUBLIC)["params"]):
            table[f"start/{number}/{i}"] = start
        for label, value in reference.expected(case, PUBLIC).values.items():
            index, step = label.removeprefix("params[").split("] after step ")
            table[f"{number}/{index}/{step}"] = value
    buffer = io.BytesIO()
    np.savez(buffer, **table)  # type: ignore[arg-type]  # every name is an array's
    draft.files["tables.npz"] = buffer.getvalue()
    desk.attack(draft, attacks.REPLAY_THE_RECORDINGS.format(name=TARGET), "wrong")


def patches_numpy(desk: Desk, draft: Draft) -> None:
    """Adam does nothing; NumPy's comparisons and `check` are replaced by ones that always agree."""
    desk.hollow(draft, attacks.PATCH_NUMPY.format(name=TARGET))


def shadows_numpy(desk: Desk, draft: Draft) -> None:
    """Adam does nothing; a numpy.py and a grader.py lie beside the notebook."""
    desk.hollow(draft)
    draft.files |= {name: attacks.SHADOW_NUMPY.encode() for name in ("numpy.py", "grader.py")}


def skips_the_checks(desk: Desk, draft: Draft) -> None:
    """Adam does nothing; its check is tagged to be skipped, and the shell is taken over to show full marks."""
    desk.hollow(draft, attacks.TAKE_THE_SHELL)
    draft.cell(f"check-{TARGET}")["metadata"]["tags"] = ["skip-execution", "raises-exception"]


def writes_the_gradebook(desk: Desk, draft: Draft) -> None:
    """Adam does nothing; the gradebook is written to instead."""
    gradebooks = [str(desk.course.root.resolve() / "gradebook.db"), "gradebook.db", "../../../gradebook.db"]
    desk.hollow(draft, attacks.WRITE_THE_GRADEBOOK.format(gradebooks=gradebooks))


def forks(desk: Desk, draft: Draft) -> None:
    """Adam's cell starts a hundred processes."""
    desk.hollow(draft, attacks.FORK)


def exits(desk: Desk, draft: Draft) -> None:
    """Adam's cell ends the process."""
    desk.hollow(draft, attacks.EXIT)


def kills_the_grader(desk: Desk, draft: Draft) -> None:
    """Adam's cell kills the process that it was started by."""
    desk.hollow(draft, attacks.KILL_THE_GRADER)


def _step(body: str) -> str:
    """Make an answer that does nothing but this in `step`."""
    lines = "\n".join(f"        {line}" for line in body.split("\n"))
    return attacks.HOLLOW.format(name=TARGET).replace("        pass", lines)


SAMPLES: tuple[Callable[[Desk, Draft], None], ...] = (
    all_right,
    rewritten_but_right,
    adam_without_bias_correction,
    two_mistakes,
    mistakes_in_two_exercises,
    rebinds_the_parameters,
    not_started,
    half_done,
    warns_a_lot,
    uses_a_helper_file,
    raises,
    endless_loop,
    memory_hog,
    prints_a_lot,
    deleted_test_cell,
    duplicated_cell,
    edited_test_cell,
    not_json,
    wrong_name,
    reads_the_answers,
    replays_the_recordings,
    patches_numpy,
    shadows_numpy,
    skips_the_checks,
    writes_the_gradebook,
    forks,
    exits,
    kills_the_grader,
)
