"""Tables of a class: on the terminal, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from rich.console import Console

from grader.core.grade_json import grade_from_json
from grader.core.layers import Layer
from grader.core.proof import ExerciseProof
from grader.judge.score import without_points
from grader.report.tables import class_table, doctor_table, exercise_table, grades_json, proof_table, write_csv
from tests.report.samples import grade, right, wrong


def shown(table):
    text = io.StringIO()
    Console(file=text, width=200).print(table)
    return text.getvalue()


def test_json_of_a_grade_has_the_documented_keys():
    document = json.loads(json.dumps(grades_json([grade()]), allow_nan=False))
    (row,) = document["grades"]
    keys = {"submission", "lab", "points", "max_points", "sandbox", "dataset", "seconds", "error", "exercises"}
    assert keys <= set(row)
    exercise = {"name", "status", "points", "max_points", "misconception", "message"}
    assert exercise <= set(row["exercises"][1])
    assert [e["status"] for e in row["exercises"]] == ["right", "wrong", "not attempted"]
    assert row["outputs"] == {}
    assert grade_from_json(row).exercises == grade().exercises


def test_csv_of_a_class_quotes_formulas(tmp_path):
    path = tmp_path / "new" / "grades.csv"
    lost = without_points("Adam", 3, "missing", "x")
    write_csv(path, [grade(submission='=HYPERLINK("x")'), grade(lost, submission="b, c", error="no\nnotebook")])
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    assert [row["submission"] for row in rows] == ['\'=HYPERLINK("x")', "b, c"]
    assert rows[0]["Adam"] == "1"
    assert rows[0]["RMSprop status"] == "not attempted"
    assert rows[0]["misconceptions"] == "Adam: eps inside the root"
    assert rows[1]["Momentum"] == ""
    assert rows[1]["error"] == "no notebook"


def test_class_table_shows_data_set_statuses_and_misconceptions():
    text = shown(class_table([grade(), grade(right(), submission="[red]bo", repairs=("a cell was put back",))]))
    for part in ("trained on mnist-5k; sandbox A", "3 / 7", "1 right, 1 wrong (Adam), 1 not attempted (RMSprop)"):
        assert part in text
    assert "Adam: eps inside the root" in text
    assert "[red]bo" in text
    assert "a cell was put back" in text


def test_integrity_warnings_are_in_the_table_and_the_csv(tmp_path):
    looked = grade(integrity=("=HYPERLINK(1)", "the cell c holds a list"))
    assert "look at it: the cell c holds a list" in shown(class_table([looked]))
    write_csv(tmp_path / "grades.csv", [looked, grade()])
    rows = list(csv.DictReader(io.StringIO((tmp_path / "grades.csv").read_text(), newline="")))
    assert [row["integrity"] for row in rows] == ["'=HYPERLINK(1); the cell c holds a list", ""]
    assert json.loads(json.dumps(grades_json([looked])))["grades"][0]["integrity"] == list(looked.integrity)


def test_brackets_in_a_misconception_are_no_markup():
    assert "[bold]x" in shown(class_table([grade(wrong(misconception="[bold]x"))]))


LAYER = Layer(name="seccomp", holds=False, detail="not permitted", lost="system calls are open")
PROOF = ExerciseProof(
    lab="06",
    exercise="Adam",
    oracle_ok=True,
    right_total=3,
    right_passed=3,
    wrong_total=12,
    wrong_caught=12,
    wrong_named=11,
    mutants_total=40,
    mutants_survived=1,
    margin_right=1e6,
    margin_wrong=2e3,
    false_fail=0.00031,
    problems=("no case notices the mutant 'x -> y'",),
)


def test_exercise_proof_and_doctor_tables_show_every_row():
    row = {"lab": "06", "exercise": "Adam", "ids": ["OPT-12"], "points": 4.0, "source": "Kingma & Ba"}
    counts = {"cases": ["a", "b"], "wrong": ["c"], "right": []}
    assert "OPT-12" in shown(exercise_table([{**row, **counts}]))
    proof = shown(proof_table([PROOF]))
    assert "11 of 12" in proof
    assert "NO" in proof
    assert "3e-04" in proof
    doctor = shown(doctor_table([LAYER, replace(LAYER, name="fork", holds=True)], "E", "weak"))
    assert "rung E: weak" in doctor
    assert doctor.count("system calls are open") == 1
