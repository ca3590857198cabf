"""Test what the command line says of submissions that the grader could not grade."""

import sys

import pytest

from grader.cli.faults import report_faults
from grader.core.records import Grade, Verdict


def failed(name: str, fault: str) -> Grade:
    return Grade(name, "lab", 0, 2, exercises=(Verdict("Adam", "grader error", 0, 2),), fault=fault)


def test_faults_are_grouped_and_end_with_the_command_that_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["grader", "grade", "my class"])
    grades = [failed(f"s{number}", "no room in /tmp: make room\nTraceback ...") for number in range(7)]
    assert report_faults([*grades, Grade("right", "lab", 2, 2), failed("x", "no memory: close programs\nTraceback")])
    assert capsys.readouterr().err.splitlines() == [
        "grader: s0, s1, s2, s3, s4 and 2 more: not graded, no points lost: no room in /tmp: make room",
        "grader: x: not graded, no points lost: no memory: close programs",
        "grader: to grade what is missing: grader grade 'my class' --resume",
    ]


def test_run_without_faults_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert not report_faults([Grade("right", "lab", 2, 2, exercises=(Verdict("Adam", "right", 2, 2),))])
    assert capsys.readouterr().err == ""
