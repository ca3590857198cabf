"""Give nbgrader the released notebook with the student's sources in it, and a grade, where it reads a submission."""

from __future__ import annotations

import functools
import glob
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters.base import NbGraderException
from traitlets import Bool, Integer, Unicode

from grader import datasets
from grader.core import files
from grader.core.errors import GraderError
from grader.course.loader import Course, find_course, released_notebook
from grader.grading.batch import grade_all
from grader.grading.secret_paths import secret_paths
from grader.nbgrader.grade_files import path_of
from grader.nbgrader.gradebook import Snapshot, check_writable, share_engines, snapshot
from grader.nbgrader.log import Progress, quieten
from grader.nbgrader.outputs import node
from grader.nbgrader.patches import guard
from grader.nbgrader.prefetch import Batch, GradeAll
from grader.submission.attachments import shown

#: Key of the grade in the resources of preprocessors: resources[GRADED] is a grader.nbgrader.prefetch.Graded.
GRADED = "descent"


class MergedExporter(NotebookExporter):
    """For `Autograde.exporter_class`: repairs notebooks before nbgrader parses them, and grades them.

    nbgrader makes it after it has listed the folders to grade and before it changes any. Where a notebook is missing
    or has another name, the expected name is put into that list, so that the submission gets a grade of zero with the
    reason instead of being left out or reported as a failure. No file of a student is changed.
    """

    jobs = Integer(0, help="How many submissions are graded at a time; 0: two more than cores.").tag(config=True)
    run_all = Bool(False, help="Also run the cells that are only there to look at.").tag(config=True)
    allow_weak_sandbox = Bool(False, help="Grade even where student code cannot be confined.").tag(config=True)
    quiet = Bool(True, help="Log a line per student instead of one per file.").tag(config=True)
    dataset = Unicode("", help="Train on this data set; default: the lab's, or what is there.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._converter: Any = self.parent
        self._pending: dict[str, NotebookNode] = {}
        try:
            self._prepare()
        except GraderError as error:
            self._refuse(str(error))

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Merge and grade a submitted notebook; at the second call, from the autograded folder, return it again.

        nbgrader writes the result of the first call and reads it back for the second; it is cached here instead.
        Notebook and outputs are made by the grader field by field, so they are neither copied nor validated again.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        resources["metadata"]["name"] = resources["nbgrader"]["notebook"]
        resources["metadata"]["path"] = os.path.dirname(filename)
        student = resources["nbgrader"]["student"]
        notebook = self._pending.pop(student, None)
        if notebook is None:
            self._graded = self._batch.take(student, Path(filename).parent)
            notebook = node(self._graded.submission.notebook)
            self._pending[student] = notebook
            self.log.info(self._progress.line(self._graded.grade))
        resources[GRADED] = self._graded
        resources["course_id"] = self._converter.coursedir.course_id
        for preprocessor in self._preprocessors:
            notebook, resources = preprocessor(notebook, resources)
        return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", resources

    def _prepare(self) -> None:
        """List the folders, compare the lab with the gradebook, and start grading the class."""
        if self.quiet:
            quieten(self.log)
        share_engines()
        directory = self._converter.coursedir
        guard(self._converter.config)
        course = find_course(Path(directory.root))
        if course.datasets:
            course.check_datasets(datasets.names())
        self._lab = course.lab(directory.assignment_id)
        files.check_writable(Path(directory.root, directory.autograded_directory, self._lab.name))
        files.check_writable(path_of(course, self._lab.name, "student"))
        check_writable(directory.db_url)
        self._released = released_notebook(course, self._lab)
        before = snapshot(directory.db_url, directory.course_id, self._lab.name, self._lab.name)
        self._compare(before)
        folders = dict(self._folders())
        self._progress = Progress(len(folders))
        self._batch = Batch(folders, course, self._lab, self._released, self._grade_all(course), before)
        if folders:
            self.log.info("Grading %d submissions of %s", len(folders), self._lab.name)
            self._batch.start()

    def _grade_all(self, course: Course) -> GradeAll:
        return functools.partial(
            grade_all,
            course=course,
            lab=self._lab,
            jobs=self.jobs or None,
            run_all=self.run_all,
            dataset=self.dataset or None,
            allow_weak=self.allow_weak_sandbox,
            secrets=self._secrets(course),
        )

    def _secrets(self, course: Course) -> list[Path]:
        directory = self._converter.coursedir
        settings = {name: getattr(directory, name) for name in directory.trait_names()}
        return secret_paths(course, settings=settings)

    def _compare(self, before: Snapshot) -> None:
        """Refuse to grade where released notebook, exercises and gradebook do not match."""
        cells = [cell["metadata"].get("nbgrader", {}) for cell in self._released["cells"]]
        released = {cell["grade_id"]: float(cell["points"]) for cell in cells if cell.get("grade")}
        exercises = {f"check-{exercise.name}": float(exercise.points) for exercise in self._lab.items}
        checks = {name: points for name, points in released.items() if name.startswith("check-")}
        remedy = f"run: grader build && nbgrader generate_assignment {self._lab.name} --force"
        if checks != exercises:
            self._refuse(f"lab {self._lab.name}: the released notebook does not match the exercises; {remedy}")
        if not before.max_points:
            missing = f"the gradebook does not know this lab yet, so no submission was graded; {remedy}"
            self._refuse(f"lab {self._lab.name}: {missing}")
        if before.max_points != released:
            self._refuse(f"lab {self._lab.name}: the gradebook does not match the released notebook; {remedy}")

    def _folders(self) -> Iterator[tuple[str, Path]]:
        """List (student, folder) that nbgrader will autograde, and put the lab's notebook into nbgrader's own list."""
        converter, directory = self._converter, self._converter.coursedir
        students = re.compile(converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True))
        for folder in sorted(glob.glob(converter._format_source(directory.assignment_id, directory.student_id))):
            found = students.match(folder)
            if not os.path.isdir(folder):
                continue
            if not found or not found["student_id"].isprintable():
                self.log.error("%s: left out: no student can be called that; rename the folder", shown(folder))
                converter.assignments.pop(folder, None)
                continue
            converter.assignments[folder] = [os.path.join(folder, f"{self._lab.name}.ipynb")]
            if self._is_due(folder, found["student_id"]):
                yield found["student_id"], Path(folder)

    def _is_due(self, folder: str, student: str) -> bool:
        """Apply nbgrader's rule for which folders are graded (see BaseConverter.init_destination)."""
        converter, directory = self._converter, self._converter.coursedir
        if student in directory.student_id_exclude.split(","):
            return False
        done = os.path.normpath(converter._format_dest(directory.assignment_id, student))
        if converter.force or not os.path.exists(done):
            return True
        new, old = directory.get_existing_timestamp(folder), directory.get_existing_timestamp(done)
        return new is not None and old is not None and bool(new > old)

    def _refuse(self, message: str) -> NoReturn:
        self.log.error(message)
        raise NbGraderException(message)
