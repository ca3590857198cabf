"""Read and write nbgrader's gradebook. Of its content only what people entered by hand is used."""

from __future__ import annotations

import functools
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from nbgrader import api
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from grader.core.errors import GraderError
from grader.core.terminal import one_line

#: Seconds to wait for another process to release the gradebook; formgrader holds it for a moment.
TIMEOUT = 10.0
#: What people enter by hand in the gradebook: (manual_score, extra_credit) by grade cell.
ByHand = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True)
class Entry:
    """The entry of one grade cell.

    score: points; None leaves it to a person
    review: whether a person should look at it
    """

    score: float | None
    review: bool = False


@dataclass(frozen=True)
class Record:
    """One student's notebook in the gradebook.

    db_url: of the gradebook's database
    course_id: nbgrader's name of the course
    assignment: name of the lab
    notebook: its name
    student: nbgrader's id
    """

    db_url: str
    course_id: str
    assignment: str
    notebook: str
    student: str

    def save(self, scores: Mapping[str, Entry], comments: Mapping[str, str | None], before: ByHand) -> list[str]:
        """Write scores and automatic comments by cell.

        Manual scores and extra credit that changed since `before` are restored; the names of their cells are returned.
        A cell without an entry gets 0 points and is marked for a person to look at.
        """
        with _open(self.db_url, self.course_id) as book:
            submitted = book.find_submission_notebook(self.notebook, self.assignment, self.student)
            tampered = []
            for grade, name in _rows(book, api.Grade, submitted):
                entry = scores.get(name, Entry(0.0, review=True))
                entered = before.get(name, (None, None))
                if (grade.manual_score, grade.extra_credit) != entered:
                    tampered.append(name)
                    grade.manual_score, grade.extra_credit = entered
                grade.auto_score = entry.score
                grade.needs_manual_grade = entry.review or entry.score is None or grade.manual_score is not None
            for note, name in _rows(book, api.Comment, submitted):
                note.auto_comment = comments.get(name)
            book.db.commit()
        return tampered


@dataclass(frozen=True)
class Snapshot:
    """The gradebook before any student code has run.

    max_points: by grade cell, or empty where the assignment was never generated
    by_hand: what people entered, by student
    """

    max_points: Mapping[str, float] = field(default_factory=dict)
    by_hand: Mapping[str, ByHand] = field(default_factory=dict)


def snapshot(db_url: str, course_id: str, assignment: str, notebook: str) -> Snapshot:
    """Read what the gradebook has of one notebook now. One that does not exist is not made."""
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and url.database and not os.path.exists(url.database):
        return Snapshot()
    with _open(db_url, course_id) as book:
        try:
            found = book.find_notebook(notebook, assignment)
        except api.MissingEntry:
            return Snapshot()
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        rows = (
            book.db.query(api.SubmittedAssignment.student_id, api.BaseCell.name, api.Grade)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
            .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
            .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
            .filter(api.SubmittedNotebook.notebook_id == found.id)
        )
        by_hand: dict[str, dict[str, tuple[float | None, float | None]]] = {}
        for student, cell, grade in rows:
            by_hand.setdefault(student, {})[cell] = (grade.manual_score, grade.extra_credit)
    return Snapshot(points, by_hand)


def scores(db_url: str, assignment: str, student: str) -> dict[str, float]:
    """Read a student's final scores by grade cell; cells without a score yet get 0."""
    with _open(db_url, "") as book:
        submission = book.find_submission(assignment, student)
        found = [row for notebook in submission.notebooks for row in _rows(book, api.Grade, notebook)]
        return {name: float(grade.score) for grade, name in found}


def share_engines() -> None:
    """Share one engine per database among all Gradebooks of this process, with a timeout for locks.

    nbgrader opens seven Gradebooks for every submission, each with a new engine whose cache of compiled queries is
    empty; most of its time goes into compiling them again. Closing a Gradebook closes its connections and leaves the
    engine usable.
    """
    if not hasattr(api.create_engine, "cache_info"):
        api.create_engine = functools.cache(functools.partial(_engine, api.create_engine))


def check_writable(db_url: str) -> None:
    """Check that the gradebook can be written. Raises GraderError where it is locked, read-only or on a full disk.

    Only SQLite is checked, whose writers lock the whole file.
    """
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite" or not url.database or not os.path.exists(url.database):
        return
    try:
        with closing(sqlite3.connect(url.database, timeout=TIMEOUT, isolation_level=None)) as book:
            book.execute("BEGIN IMMEDIATE")
            (version,) = book.execute("PRAGMA user_version").fetchone()
            book.execute(f"PRAGMA user_version = {version}")  # a write that changes nothing
            book.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise GraderError(explained(url.database, error)) from error


def explained(path: str, error: BaseException) -> str:
    """Describe an error of SQLite for the person at the command line, with a remedy."""
    reason, remedy = str(error).splitlines()[0], "see to it that it can be written"
    if "locked" in reason:
        reason = f"another process has held it for {TIMEOUT:g} s ({reason})"
        remedy = "wait for that nbgrader command, formgrader or database browser to end, or end it"
    elif "full" in reason:
        remedy = "make room on that disk"
    return f"{path}: the gradebook cannot be written: {reason}; {remedy}, then run the same command again"


def _engine(create: Callable[..., Any], db_url: str, **options: Any) -> Any:
    """Create an engine that logs its errors with a remedy, before nbgrader reports them in its own way."""
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        return create(db_url, **options)
    engine = create(db_url, connect_args={"timeout": TIMEOUT}, **options)

    def log_error(context: Any) -> None:
        if isinstance(context.original_exception, sqlite3.OperationalError):
            logging.getLogger(__name__).error(explained(str(url.database), context.original_exception))

    event.listen(engine, "handle_error", log_error)
    return engine


def _rows(book: Any, kind: Any, submitted: Any) -> Any:
    """Query (row, cell name) of every grade or comment of a submitted notebook."""
    return (
        book.db.query(kind, api.BaseCell.name)
        .join(api.BaseCell, api.BaseCell.id == kind.cell_id)
        .filter(kind.notebook_id == submitted.id)
        .all()
    )


@contextmanager
def _open(db_url: str, course_id: str) -> Iterator[Any]:
    """Open the gradebook. Raises GraderError where its server or the library for it is not there."""
    try:
        opened = api.Gradebook(db_url, course_id)
    except (SQLAlchemyError, ImportError) as error:
        raise GraderError(unreachable(db_url, error)) from error
    with closing(opened) as book:
        yield book


def check_reachable(db_url: str) -> None:
    """Open and close the gradebook. Raises GraderError where its server or the library for it is not there."""
    with _open(db_url, ""):
        pass


def unreachable(db_url: str, error: BaseException) -> str:
    """Describe a gradebook that cannot be opened, without its password, with a remedy."""
    place = make_url(db_url).render_as_string(hide_password=True)
    reason = one_line(str(getattr(error, "orig", None) or error))
    remedy = "start that server, or set c.CourseDirectory.db_url in nbgrader_config.py"
    if isinstance(error, ImportError):
        remedy = f"install the library for it: pip install {error.name}"
    return f"the gradebook {place} cannot be opened: {reason}; {remedy}, then run the same command again"
