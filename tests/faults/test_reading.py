"""Test a machine that fails while a submission is read: it has no verdict, and is no unreadable notebook."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.course.loader import Course, read_course
from grader.grading.batch import grade_all
from grader.grading.fault_log import STUDENT_SENTENCE
from grader.sandbox import Sandbox, launch
from tests.faults import twelve
from tests.small_course import LAB


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("reading")
    twelve.make_class(folder)
    return read_course(folder)


def fail_on(patch: pytest.MonkeyPatch, name: str, part: str, number: int) -> None:
    """Let a function of `os` fail for paths that end in a text."""
    real = getattr(os, name)

    def failing(path: Any, *arguments: Any, **options: Any) -> Any:
        if str(path).endswith(part):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *arguments, **options)

    patch.setattr(os, name, failing)


@pytest.mark.parametrize(
    ("name", "part", "number"),
    [
        ("open", f"student03/{LAB}/{LAB}.ipynb", errno.EMFILE),
        ("open", f"student03/{LAB}/data.txt", errno.EIO),
        ("stat", f"student03/{LAB}", errno.ENOMEM),
        ("stat", f"student03/{LAB}/{LAB}.ipynb", errno.EIO),
        ("scandir", f"student03/{LAB}", errno.EMFILE),
    ],
)
def test_notebook_that_the_machine_cannot_read_has_no_verdict(
    course: Course, monkeypatch: pytest.MonkeyPatch, name: str, part: str, number: int
) -> None:
    with monkeypatch.context() as patch:
        fail_on(patch, name, part, number)
        submission = twelve.readers(course)[3]()
    assert (submission.name, submission.error) == ("student03", "")
    assert submission.fault.splitlines()[-1].startswith("OSError: ")
    (grade,) = grade_all([submission], course, course.lab(LAB), keep=True)
    assert {verdict.status for verdict in grade.exercises} == {"grader error"}
    assert grade.error == STUDENT_SENTENCE
    assert os.strerror(number) in grade.fault.splitlines()[0]
    assert list(twelve.verdict_folder(course).rglob("*.json")) == []


def test_notebook_is_not_unreadable_where_the_grader_has_no_memory(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, real, errors = twelve.readers(course)[0], json.loads, [MemoryError()]

    def fail_once(*arguments: Any, **options: Any) -> Any:
        if errors:
            raise errors.pop()
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(json, "loads", fail_once)
        submission = read()
    assert (submission.error, submission.fault.splitlines()[-1]) == ("", "MemoryError")


def test_files_that_are_larger_than_a_scratch_folder_are_left_out_and_named(course: Course) -> None:
    submission, lab = twelve.readers(course)[0](), course.lab(LAB)
    large = replace(submission, files={"large.bin": bytes(lab.limits.each.scratch)})
    (grade,) = grade_all([large], course, lab)
    assert "the file large.bin was left out: it cannot be put there" in grade.repairs
    assert not grade.fault


def test_sandbox_whose_program_is_missing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(Sandbox, "_without", ("bubblewrap",))
    with pytest.raises(FileNotFoundError, match="python"):
        Sandbox(["numpy"])
