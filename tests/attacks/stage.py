"""Try attacks on a course with secrets and one warm sandbox; grade a submission before and after each."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.core.grade_json import to_json
from grader.core.records import Grade
from grader.course.loader import Course, read_course, released_notebook
from grader.course.seeds import course_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.grading.secret_paths import secret_paths
from grader.report.grade_page import grade_html
from grader.sandbox import Sandbox
from grader.sandbox.sandbox import process_of
from grader.submission.read import read_submission
from tests.attacks import traces, world
from tests.attacks.attack import Attack, Notebook
from tests.attacks.bait import Bait
from tests.attacks.notebooks import SCENES, Scene, attacked, solved

ROOT = Path(__file__).resolve().parents[2]
#: Small enough that a hole costs seconds; the wall limit is generous, because the machine may be busy.
_LIMITS = """
[limits]
cpu = "1 s"
wall = "5 s"
memory = "256 MiB"
scratch = "4 MiB"
output = "64 KiB"
threads = 8
"""
#: What the attacks' markup looks like where it would run.
ACTIVE = re.compile(r"<script>alert|<img src=x|<iframe src=//x|<svg onload|href=.?javascript:", re.IGNORECASE)
_LONGEST = 700  # characters of a message that people read

#: The environment variable that names the rung to try attacks on; tests alone read it. Default: the machine's own.
SWITCH = "DESCENT_RUNG"
#: What a machine of rung A leaves out to be like one of that rung. C keeps Landlock's rules on files, and seccomp;
#: on weaker rungs nothing is tried, because there an attack that gets through would do what it says.
WITHOUT = {
    "A": (),
    "B": ("bubblewrap",),
    "C": ("bubblewrap", "Landlock truncate", "Landlock TCP", "Landlock signals"),
}


@dataclass(frozen=True)
class Weak:
    """A grader with layers switched off.

    without: layers that the sandbox leaves out, see grader/sandbox/doctor.py.
    limits: the [limits] of its course.toml.
    """

    without: tuple[str, ...] = ()
    limits: str = _LIMITS


def asked() -> str:
    """Return the rung that the environment requests, or ""."""
    rung = os.environ.get(SWITCH, "")
    if rung and rung not in WITHOUT:
        raise ValueError(f"{SWITCH} must be one of {', '.join(WITHOUT)}, not {rung!r}")
    return rung


def make_course(root: Path, canary: str, limits: str = _LIMITS) -> Course:
    """Copy the scenes' labs, with small limits, a known seed, a gradebook and another student's submission."""
    labs = list(dict.fromkeys(scene.lab for scene in SCENES.values()))
    settings = ['course = "descent"\nfeedback = "hints"\n', limits]
    for lab in labs:
        for name in ("solutions", "labs"):
            shutil.copytree(ROOT / name / lab, root / name / lab, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (root / "solutions" / lab / "exercises").glob("*.py"):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\n# {canary}\n")
        settings.append(f'[labs.{lab}]\nlibraries = ["numpy", "matplotlib"]\n')
    (root / "course.toml").write_text("\n".join(settings), encoding="utf-8")
    (root / "solutions").chmod(0o700)
    course = read_course(root)
    course.secret.parent.mkdir(mode=0o700)
    course.secret.write_bytes(canary.encode()[:32])
    for hidden in (root / ".git" / "objects" / "solutions", root / "datasets" / "mnist" / "labels"):
        hidden.parent.mkdir(parents=True)
        hidden.write_text(canary, encoding="utf-8")
        hidden.parent.chmod(0o700)
    other = root / "submitted" / "other" / labs[0] / f"{labs[0]}.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text(json.dumps({"cells": [], "metadata": {"canary": canary}}), encoding="utf-8")
    with closing(sqlite3.connect(root / "gradebook.db")) as book:
        book.execute("create table grade (auto_score, manual_score, extra_credit, note)")
        book.execute("insert into grade values (1, null, null, ?)", [canary])
        book.commit()
    for path in (course.secret, root / "gradebook.db", other):
        path.chmod(0o600)
    return course


class Stage:
    """A course and a sandbox in which attacks are tried one by one. A context manager.

    rung: to emulate, see WITHOUT; default: the machine's own. A machine may have less than that, see `rung`.
    weak: a build with layers switched off, in place of a rung; see weakened.py, which alone makes such a stage.
    """

    def __init__(self, rung: str = "", weak: Weak | None = None) -> None:
        self._without = weak.without if weak else WITHOUT[rung or "A"]
        self._weak = weak
        if weak:
            world.refuse_outside()
        self.token = secrets.token_hex(8)
        self.canary = secrets.token_hex(16)

    def __enter__(self) -> Stage:
        with ExitStack() as stack:
            home = tempfile.mkdtemp(prefix="stage-")
            stack.callback(shutil.rmtree, home)
            limits = (self._weak or Weak()).limits
            self.course = make_course(Path(home).resolve() / "course", self.canary, limits)
            self.bait = stack.enter_context(Bait(Path(home), self.token))
            os.environ["DESCENT_CANARY"] = self.canary  # of the grader's process; nothing of it may reach a child
            stack.callback(os.environ.pop, "DESCENT_CANARY")
            secrets = secret_paths(self.course)
            kind = type("Emulating", (Sandbox,), {"_without": self._without})
            sandbox = self.sandbox = stack.enter_context(
                kind(("numpy", "matplotlib"), secrets=secrets, allow_weak=self._weak is not None)
            )
            self.warm = process_of(sandbox._warm)
            self.readable = sandbox._base / "home" / "readable"
            self.readable.write_text("may be read by all", encoding="utf-8")
            seed = course_seed(self.course.secret)
            self._gradings, self._solved = {}, {}
            for name, scene in SCENES.items():
                if self._weak and scene.dataset:
                    continue  # no data set is fetched there
                lab = self.course.lab(scene.lab)
                self._gradings[name] = GradingContext(self.course, lab, sandbox, seed, scene.dataset)
                self._solved[name] = solved(self.course, lab, scene)
                faults = self._not_full("before any attack", scene, self.grade(scene, "first", self._solved[name]))
                assert not faults, faults
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @property
    def rung(self) -> str:
        return self.sandbox.rung

    def grade(self, scene: Scene, student: str, notebook: Notebook | bytes, files: Any = ()) -> Grade:
        """Hand a notebook in and grade it as `grader grade` does; remove its folder."""
        grading = self._gradings[scene.target]
        released = released_notebook(self.course, grading.lab)
        folder = self.course.root / "submitted" / student / scene.lab
        hand_in(folder, scene.lab, notebook, dict(files))
        try:
            return grade_submission(grading, read_submission(folder, scene.lab, released, name=student))
        finally:
            shutil.rmtree(folder.parent)

    def solution(self, exercise: str) -> Notebook:
        """Make the notebook of a scene with right answers and no attack."""
        return self._solved[exercise]

    def filled(self, text: str, root: Path | None = None) -> str:
        """Substitute the @NAMES@ of a source. root: of the course that is attacked."""
        root = root or self.course.root
        names = {
            "SOLUTIONS": str(root / "solutions"),
            "SOLUTION": str(root / "solutions" / "06_optimizers" / "exercises" / "adam.py"),
            "SOLVED": str(root / "solutions" / "06_optimizers" / "06_optimizers.ipynb"),
            "READABLE": str(self.readable),
            "SECRET": str(root / ".grader" / "secret"),
            "GRADEBOOK": str(root / "gradebook.db"),
            "OTHER": str(next(root.glob("submitted/other/*/*.ipynb"))),
            "COURSE": str(root),
            "PORT": str(self.bait.port),
            "SOCKET": self.bait.path,
            "ABSTRACT": self.bait.abstract,
            "VICTIM": str(self.bait.bystander.pid),
            "GRADER": str(os.getpid()),
            "WARM": str(self.warm),
            "TOKEN": self.token,
            "DIGEST": hashlib.sha256(self.canary.encode()).hexdigest(),
            "WON": f"'won-' '{self.token}'",  # in two halves: tracebacks show a cell's lines
        }
        return re.sub(r"@([A-Z]+)@", lambda found: names[found[1]], text)

    def filled_file(self, data: bytes, root: Path | None = None) -> bytes:
        """Put the names of this course into a file of text; leave a binary one, in which anything may stand, alone."""
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return data
        return self.filled(text, root).encode()

    def handed_in(self, attack: Attack, root: Path | None = None) -> tuple[Notebook | bytes, dict[str, bytes]]:
        """Make the notebook with an attack in it and the files beside it."""
        notebook = attacked(self._solved[attack.exercise], attack)
        for each in notebook["cells"]:
            if isinstance(each, dict) and isinstance(each.get("source"), str):
                each["source"] = self.filled(each["source"], root)
        files = {name: self.filled_file(data, root) for name, data in attack.files.items()}
        return (attack.raw(notebook) if attack.raw else notebook), files

    def faults(self, attack: Attack) -> list[str]:
        """Try an attack; describe everything that it achieved or disturbed: nothing where the grader holds."""
        notebook, files = self.handed_in(attack)
        scene = SCENES[attack.exercise]
        before = self.traces()
        grade = self.grade(scene, "mallory", notebook, files)
        found = self.judged(attack, grade)
        found += [f"left behind: {line}" for line in traces.settled(self.traces, before)]
        found += [f"reached: {contact}" for contact in self.bait.contacts()]
        return found + self._not_full(
            "the next submission", scene, self.grade(scene, "next", self._solved[scene.target])
        )

    def judged(self, attack: Attack, grade: Grade) -> list[str]:
        """Describe what is wrong with the grade of a notebook with an attack in it."""
        record = json.dumps(to_json(grade))
        found = [f"got through: {record[:600]}"] if f"won-{self.token}" in record else []
        if self.canary in record:
            found.append(f"read a secret: ...{record[max(record.index(self.canary) - 200, 0) :][:300]}...")
        verdicts = {verdict.name: verdict for verdict in grade.exercises}
        scene = SCENES[attack.exercise]
        verdict = verdicts[scene.target]
        message = verdict.message
        if attack.unreadable:
            found += [f"{v.name} has {v.points:g} points" for v in grade.exercises if v.points]
            message = grade.error
        elif attack.earns:
            found += self._not_full("the notebook itself", scene, grade)
        else:
            if verdict.points:
                found.append(f"{verdict.name} has {verdict.points:g} points")
            if verdict.status not in attack.status:
                found.append(
                    f"{verdict.name} is {verdict.status} ({verdict.message}), not {' or '.join(attack.status)}"
                )
            found += self._not_full("the notebook itself", scene, grade, besides=(scene.target, *attack.costs))
        if attack.change is not None and not attack.unreadable:
            message = "\n".join((verdict.message, *grade.repairs))
        if not re.search(attack.says, message):
            found.append(f"what is said does not match {attack.says!r}: {message[:1000]!r}")
        found += [f"the report's page holds {active}" for active in ACTIVE.findall(grade_html(grade))]
        return found + _unclear(grade)

    def traces(self) -> dict[str, Any]:
        """Take a snapshot of everything outside of a student's process that an attack might change."""
        aside = self.course.root / "submitted" / "mallory"
        return {
            "the course": traces.contents(self.course.root, aside),
            "public folders": traces.left_in_public(self.token),
            "the bystander": traces.state_of(self.bait.bystander.pid),
            "the warm process": traces.state_of(self.warm) | {"open": traces.descriptors(self.warm)},
            "the grader": traces.of_this_process() | {"open": traces.descriptors(os.getpid())},
            "its state": {k: v for k, v in traces.state_of(os.getpid()).items() if k != "threads"},
            "processes": sorted(traces.descendants(os.getpid())),
            "scratch": sorted(os.listdir(self.sandbox._base / "sessions")),
            "home": traces.contents(self.sandbox._base / "home", Path()),
        }

    def _not_full(self, whose: str, scene: Scene, grade: Grade, besides: tuple[str, ...] = ()) -> list[str]:
        verdicts = {verdict.name: verdict for verdict in grade.exercises}
        return [
            f"{whose}: {name} is {verdicts[name].status} ({verdicts[name].message}) and {grade.error}"
            for name in (scene.target, *scene.neighbours)
            if name not in besides and verdicts[name].points != verdicts[name].max_points
        ]


def hand_in(folder: Path, lab: str, notebook: Notebook | bytes, files: Mapping[str, bytes]) -> None:
    """Write a submission."""
    folder.mkdir(parents=True)
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    for name, content in {f"{lab}.ipynb": data, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _unclear(grade: Grade) -> list[str]:
    """List messages that are empty or unreadable."""
    found = []
    for verdict in grade.exercises:
        if verdict.status != "right" and not verdict.message:
            found.append(f"{verdict.name} is {verdict.status}, and nothing is said of it")
        if verdict.status == "grader error":
            found.append(f"{verdict.name}: the grader failed: {verdict.message}")
    for text in (grade.error, *grade.repairs, *(verdict.message for verdict in grade.exercises)):
        if len(text) > _LONGEST or "\x1b" in text or "\0" in text or "Traceback" in text:
            found.append(f"a message that is no sentence: {text[:300]!r}")
    return found
