"""Test secret paths: they are listed, refused where student code may read them, and never printed."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from grader import datasets
from grader.core.errors import CourseError, SandboxError
from grader.course.loader import Course, released_notebook
from grader.course.seeds import course_seed
from grader.grading.batch import grade_paths
from grader.grading.secret_paths import secret_paths
from grader.sandbox import refusal
from tests.small_course import LAB

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="students' code can only be confined on Linux")
LIBRARY = Path(np.__file__).parent
BESIDE = ("", "-journal", "-wal", "-shm")


def usual(root: Path) -> set[Path]:
    folders = {root / name for name in ("solutions", ".grader", "submitted", "autograded", "feedback", "solution")}
    return folders | {root / f"gradebook.db{kind}" for kind in BESIDE} | {root / ".git"} | set(datasets.folders())


def configure(course: Course, text: str) -> None:
    (course.root / "nbgrader_config.py").write_text(f"c = get_config()\n{text}\n", encoding="utf-8")


def test_answers_seed_verdicts_gradebook_and_submissions_are_secret(course):
    assert set(secret_paths(course)) == usual(course.root)
    assert course.secret.parent in secret_paths(course), "verdicts and grades are kept there too"


def test_repository_is_secret_wherever_it_lies(course, tmp_path):
    assert course.root / ".git" in secret_paths(course), "whether it is there or not"
    (tmp_path / ".git").mkdir()
    assert tmp_path in course.root.parents
    assert {course.root / ".git", tmp_path / ".git"} <= set(secret_paths(course))
    own = tmp_path / "elsewhere" / ".git" / "worktrees" / "course"
    own.mkdir(parents=True)
    (own / "commondir").write_text("../..\n")
    (course.root / ".git").write_text(f"gitdir: {own}\n")
    found = set(secret_paths(course))
    assert {course.root / ".git", own, tmp_path / "elsewhere" / ".git"} <= found
    (course.root / ".git").write_bytes(b"\xff\xfe")
    assert course.root / ".git" in secret_paths(course)


def test_data_sets_with_their_labels_are_secret(course, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_DATA", str(tmp_path / "data"))
    found = secret_paths(course)
    assert {tmp_path / "data" / "mnist", datasets.cache_folder() / "mnist"} <= set(found)
    assert not [path for path in found if path.name == "mnist-5k"], "a package ships it, and no lab may read that one"


def test_folders_in_nbgraders_configuration_are_secret(course, tmp_path):
    configure(course, f"c.CourseDirectory.db_url = 'sqlite:///{tmp_path}/kept/grades.db?timeout=9'\n"
                      "c.CourseDirectory.submitted_directory = 'handed_in'")  # fmt: skip
    found = secret_paths(course)
    assert {tmp_path / "kept" / f"grades.db{kind}" for kind in BESIDE} <= set(found)
    assert course.root / "handed_in" in found
    assert course.root / "submitted" not in found
    (course.root / "nbgrader_config.json").write_text('{"CourseDirectory": {"autograded_directory": "marked"}}')
    assert course.root / "marked" in secret_paths(course)
    configure(course, "c.CourseDirectory.db_url = 'postgresql://host/grades'")
    assert not [path for path in secret_paths(course) if "grades" in path.name or "gradebook" in path.name]


def test_unreadable_nbgrader_configuration_is_an_error(course):
    configure(course, "1 / 0")
    with pytest.raises(CourseError) as raised:
        secret_paths(course)
    assert str(raised.value) == (
        f"{course.root / 'nbgrader_config.py'}: cannot be read (ZeroDivisionError: division by zero); "
        "mend it, so that the gradebook is found"
    )


def test_graded_files_are_secret_in_any_folder(course, tmp_path):
    real = tmp_path / "far" / "real.ipynb"
    real.parent.mkdir()
    real.touch()
    link = tmp_path / "link.ipynb"
    link.symlink_to(real)
    found = secret_paths(course, [link])
    assert {link, real.parent} <= set(found)


def test_folders_of_an_nbgrader_run_are_secret(course, tmp_path):
    from types import SimpleNamespace

    from nbgrader.coursedir import CourseDirectory

    from grader.nbgrader.exporter import MergedExporter

    directory = CourseDirectory(
        root=str(course.root), db_url=f"sqlite:///{tmp_path}/other.db", submitted_directory="in"
    )
    exporter = SimpleNamespace(_converter=SimpleNamespace(coursedir=directory))
    found = MergedExporter._secrets(exporter, course)
    assert {tmp_path / "other.db", course.root / "in", course.root / "autograded", course.solutions} <= set(found)


@LINUX
@pytest.mark.parametrize("what", ["a submission", "the gradebook", "the submissions' folder"])
def test_secret_on_a_readable_path_stops_the_run_before_it_begins(course, what):
    notebook = LIBRARY / "__init__.py" if what == "a submission" else course.root / f"{LAB}.ipynb"
    if what == "the gradebook":
        configure(course, f"c.CourseDirectory.db_url = 'sqlite:///{LIBRARY}/gradebook.db'")
    if what == "the submissions' folder":
        configure(course, f"c.CourseDirectory.submitted_directory = '{LIBRARY}/linalg'")
    with pytest.raises(SandboxError) as raised:
        list(grade_paths(course, [notebook], LAB))
    assert f"is to be kept secret, but lies below {LIBRARY}, which students' code may read" in str(raised.value)


@LINUX
@pytest.mark.parametrize(
    ("folder", "file", "reached"),
    [(0o755, 0o644, True), (0o711, 0o604, True), (0o700, 0o644, False), (0o755, 0o600, False)],
)
def test_path_is_open_to_others_only_where_they_can_reach_it(folder, file, reached):
    with tempfile.TemporaryDirectory() as base:
        secret = Path(base).resolve() / "secret"
        secret.touch()
        secret.chmod(file)
        os.chmod(base, folder)
        if not all(above.stat().st_mode & 0o011 for above in secret.parent.parents):
            pytest.skip("the folder for temporary files is closed to others")
        assert refusal._open_to_others(secret) == reached
        assert not refusal._open_to_others(secret.with_name("nothing"))


def forms(course: Course) -> set[bytes]:
    """List the textual forms of the secret and of the seed made of it."""
    secret, entropy = course.secret.read_bytes(), course_seed(course.secret).entropy
    coded = {base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode(), secret.hex()}
    texts = coded | {repr(secret)[2:-1], str(list(secret)), str(entropy), f"{entropy:x}", f"{entropy:X}"}
    return {secret, *(text.encode() for text in texts)}


def output_of(course: Course, *arguments: str) -> bytes:
    """Run a command; everything that it prints."""
    command = [sys.executable, "-m", "grader", *arguments]
    done = subprocess.run(command, cwd=course.root, capture_output=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


@LINUX
@pytest.mark.slow
def test_secret_seed_appears_in_no_output_of_the_command_line(course):
    lab = course.lab(LAB)
    notebook = released_notebook(course, lab)
    curious = "import sys\nseen = []\n"
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution":
            text = lab.exercise(about["exercise"]).text
            wrong = text.replace("p -= self.lr * g", "p -= 2 * self.lr * g; print(repr(grads))")
            cell["source"] = curious + (wrong if about["exercise"] == "GradientDescent" else text)
    path = course.root / "submitted" / "ann" / LAB / f"{LAB}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    outputs = {}
    for command in (
        "grade submitted --json grades.json --csv grades.csv --html pages",
        "grade submitted --resume --run-all --json again.json",
        f"grade {path} --replay grades.json",
        "verify --json proof.json --html proof",
        "build", "build --check", "exercises", "exercises --json", "doctor", "doctor --json", "data",
        f"check {path}",
    ):  # fmt: skip
        outputs[command] = output_of(course, *command.split())
    assert course.secret.stat().st_mode & 0o777 == 0o600
    outputs |= {
        str(file.relative_to(course.root)): file.read_bytes()
        for file in course.root.rglob("*")
        if file.is_file() and file != course.secret
    }
    assert {"grades.json", "grades.csv", "proof.json"} < set(outputs)
    assert any(name.startswith(".grader/verdicts/") for name in outputs)
    hunted = forms(course)
    assert [name for name, text in outputs.items() if any(form in text for form in hunted)] == []
    assert course_seed(course.secret).name.encode() in outputs["grades.json"], "the seed's name is there, and harmless"
