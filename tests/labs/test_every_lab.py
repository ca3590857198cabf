"""Every lab: its text, what reaches students, its experiments, and the solved notebook in a kernel."""

from __future__ import annotations

import inspect
import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grader.course.exercise import Exercise
from grader.course.loader import SLOT, Lab
from tests.labs.labs import (
    COURSE,
    DRAWS,
    LABS,
    PRINTS,
    every_exercise,
    every_lab,
    experiments_of,
    few_digits,
    handed_out,
    known,
    notebook_cells,
    role,
    run_experiment,
    run_experiments,
    sections,
)
from tests.nbgrader.classroom import QUIET

SECONDS_PER_CELL = 300
RHYTHM = ("**The idea.**", "> **Conventions.**", "**Predict first.**", "**Your task.**", "**Look.**", "**Remember.**")
_TAGS = r":tags: \[experiment(?:, [A-Z]+-\d+)*\]"
EXPERIMENT = re.compile(rf"^```\{{code-cell\}}[^\n]*\n{_TAGS}\n+(.*?)\n```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"```.*?```", re.DOTALL)
#: Modules of a lab's folder that nbgrader leaves out of the release.
HIDDEN = ("exercises", "lab.md")
REMEDY = "(this plot comes alive|it joins this plot|they join this plot)"
#: Labs whose experiments train networks with schemes that need no answer.
TRAINS_WITHOUT_ANSWERS = ("04_initialization",)


# Text


@every_lab()
def test_sections_follow_the_order_of_the_slots(lab: Lab) -> None:
    assert list(sections(lab)) == [exercise.name for exercise in lab.exercises]


@every_exercise()
def test_section_has_the_rhythm(lab: Lab, exercise: Exercise) -> None:
    section = sections(lab)[exercise.name]
    places = [section.index(mark) for mark in RHYTHM]
    assert places == sorted(places)
    assert SLOT.findall(section) == [exercise.name]
    assert section.count("<details>") == section.count("</details>") > 0
    assert EXPERIMENT.search(section[section.index("**Look.**") :]), "nothing to look at"
    assert 150 < len(CODE.sub("", section).split()) < 600, "about a screen"


@every_exercise()
def test_conventions_state_the_defaults_of_the_exercise(lab: Lab, exercise: Exercise) -> None:
    parameters = inspect.signature(exercise.task).parameters
    defaults = {name: p.default for name, p in parameters.items() if p.default is not inspect.Parameter.empty}
    box = re.search(r"^> \*\*Conventions\.\*\*(.*)$", sections(lab)[exercise.name], re.MULTILINE)
    assert box is not None
    stated: dict[str, Any] = {}
    for codes in re.findall(r"Defaults?[^`]*(?:`torch[^`]*`[^`]*)?((?:`[^`]+`(?:, | and )?)+)", box[1]):
        for code in re.findall("`([^`]+)`", codes):
            stated.update(eval(f"dict({code})", {}))
    assert {name: defaults[name] for name in stated} == stated
    # An option that is switched off by default may be described in the docstring alone.
    unstated = {name: default for name, default in defaults.items() if name not in stated}
    assert not [name for name, default in unstated.items() if default and not callable(default)]


@every_lab()
def test_experiments_call_the_answers_and_implement_nothing(lab: Lab) -> None:
    for section in sections(lab).values():
        for code in EXPERIMENT.findall(section):
            assert DRAWS.search(code)
            assert not re.search(r"^\s*(class|for|while)\b", code, re.MULTILINE)
            assert set(re.findall(r"^\s*def (\w+)", code, re.MULTILINE)) <= known(lab.name).helpers


@every_lab()
def test_handed_out_classes_that_the_text_shows_are_shown_as_they_are(lab: Lab) -> None:
    for name, shown in re.findall(r"^```python\n(?=class (\w+))(.*?)^```", lab.prose, re.MULTILINE | re.DOTALL):
        source = inspect.getsource(getattr(lab.given, name))
        code = re.sub(r'^ +""".*?"""\n+', "", source, flags=re.MULTILINE | re.DOTALL)
        assert shown.strip() == code.strip()


@every_lab()
def test_head_states_the_points_of_the_lab_and_the_end_sums_it_up(lab: Lab) -> None:
    head = lab.prose.partition(":tags: [setup]")[0]
    stated = re.search(r"^\*\*Time and points\.\*\* About .*; (\d+) points", head, re.MULTILINE)
    assert stated is not None
    written = sum(float(points) for points in re.findall(r'"tags": \["written"\].*"points": (\d+)', lab.prose))
    assert int(stated[1]) == sum(item.points for item in lab.items) + written
    assert re.search(r"^\*\*What you will build\.\*\* .*^\*\*What you need\.\*\* ", head, re.MULTILINE | re.DOTALL)
    end = lab.prose.partition("\n## Summary\n")[2]
    assert re.search(r"\n## Before you hand in\n.*\n\*\*Next\.\*\* ", end, re.DOTALL)


# What a reader may expect of every text


#: From how many words on, code left out, a text has a half-way mark.
LONG = 3000
HALF_WAY = re.compile(r"^(?:## Half-way$|[*]*(?:This is the half-way mark|You are (?:about )?half-way))", re.MULTILINE)
#: Authors as a text names them: two joined by an ampersand, or one and others.
AUTHORS = r"\b([A-Z][\w'-]+)(?: et al\.| & [A-Z][\w'-]+)"
DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
NO_SENTENCE = re.compile(r"\*\*(?:Look|Remember|Predict first)\.\*\*|#|```|\||\Z")


def unlinked_authors(prose: str) -> list[str]:
    """The authors named in a text of which no mention is, or is followed by, a link to their paper."""
    text = CODE.sub("", prose)
    linked = set(re.findall(AUTHORS + r"[^\]\n]{0,20}\]\(https?://", text))
    return sorted(set(re.findall(AUTHORS, text)) - linked)


def after_experiments(prose: str) -> list[tuple[str, str]]:
    """The source of each experiment, and the text from there to the next cell or heading.

    Of experiments that follow each other without a word, to be compared, only the last one is given.
    """
    parts = re.split(r"(^```\{code-cell\}.*?^```$|^## )", prose, flags=re.MULTILINE | re.DOTALL)
    texts = [text.strip().removeprefix("+++").strip() for text in parts[2::2]]
    rows = zip(parts[1::2], texts, [*parts[3::2], ""], strict=True)
    return [
        (cell, text) for cell, text, after in rows if EXPERIMENT.match(cell) and (text or not EXPERIMENT.match(after))
    ]


@every_lab()
def test_papers_are_linked(lab: Lab) -> None:
    assert unlinked_authors(lab.prose) == []


@every_lab()
def test_long_text_has_one_half_way_mark_between_a_third_and_two_thirds_of_its_points(lab: Lab) -> None:
    marks = list(HALF_WAY.finditer(lab.prose))
    if len(CODE.sub("", lab.prose).split()) <= LONG:
        assert len(marks) <= 1
        return
    (mark,) = marks
    done = set(SLOT.findall(lab.prose[: mark.start()]))
    points = sum(item.points for item in lab.items if item.name in done)
    assert 1 / 3 <= points / sum(item.points for item in lab.items) <= 2 / 3


@every_lab()
def test_experiment_that_draws_is_followed_by_what_it_shows(lab: Lab) -> None:
    bare = [cell for cell, text in after_experiments(lab.prose) if DRAWS.search(cell) and NO_SENTENCE.match(text)]
    assert bare == []


@every_lab()
def test_question_that_ends_a_paragraph_after_an_experiment_has_its_answer_folded_below(lab: Lab) -> None:
    for _, text in after_experiments(lab.prose):
        told = re.sub(r"\*\*(?:Remember|Look|Predict first)\.\*\*.*", "", text, flags=re.DOTALL)
        asked = [each for each in DETAILS.sub("", told).split("\n\n") if each.rstrip().endswith("?")]
        assert not asked or "<details>" in told, asked[-1]


def test_faults_of_a_text_are_found() -> None:
    link = "(https://example.org/1)"
    assert unlinked_authors("By Kingma & Ba, He et al. and O'Hara & Shaw.") == ["He", "Kingma", "O'Hara"]
    assert unlinked_authors(f"[Kingma & Ba (2015)]{link}, later Kingma & Ba; Goyal et al. ([2017]{link})") == []
    assert unlinked_authors(f"Kingma & Ba, and elsewhere [a page]{link}") == ["Kingma"]
    cell = "```{code-cell} ipython3\n:tags: [experiment]\n\nplots.paths()\n```"
    assert after_experiments(f"{cell}\n\n+++\n\nIt falls.\n\n## Next: one\n") == [(cell, "It falls.")]
    assert after_experiments(f"{cell}\n\n{cell}\n\n**Remember.** So.\n") == [(cell, "**Remember.** So.")]
    assert after_experiments(f"{cell}\n\n## Next: one\n") == [(cell, "")]
    assert all(map(NO_SENTENCE.match, ("", "**Remember.** It falls.", "```python", "| a |")))
    assert not any(map(NO_SENTENCE.match, ("It falls.", "`Adam` falls.", "*Here*", "<details>")))
    assert all(map(HALF_WAY.search, ("Text.\n\n**You are half-way by time**", "## Half-way\n\nText.")))
    assert not HALF_WAY.search("It is half-way done.")


# Release


@every_lab()
def test_release_holds_the_notebook_its_recordings_and_handed_out_modules_alone(lab: Lab) -> None:
    home = COURSE.released / lab.name
    files = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    released = {path.as_posix() for path in files if "__pycache__" not in path.parts}
    checks = {f"checks/{exercise.name}.npz" for exercise in lab.exercises}
    checks |= {f"checks/{quiz.name}.quiz" for quiz in lab.quizzes}
    modules = {path.name for path in lab.path.glob("*.py")}
    assert released == {f"{lab.name}.ipynb"} | checks | modules
    assert not released & set(HIDDEN)


@every_lab()
def test_no_answer_in_words_and_no_solution_reaches_the_release(lab: Lab) -> None:
    """Code is searched statement by statement in tests/authoring/test_leaks.py; this compares whole answers."""
    released = {cell["id"]: cell for cell in notebook_cells(COURSE.released / lab.name / f"{lab.name}.ipynb")}
    text = "\n".join(cell["source"] for cell in released.values())
    answers = [cell for cell in notebook_cells(lab.notebook) if cell["metadata"].get("nbgrader", {}).get("solution")]
    assert len(answers) >= len(lab.items)
    for cell in answers:
        assert released[cell["id"]]["source"] != cell["source"]
        if cell["cell_type"] == "markdown":
            sentences = [line for line in cell["source"].splitlines() if len(line) > 40]
            assert sentences
            assert not [line for line in sentences if line in text]
    assert "BEGIN SOLUTION" not in text


# Experiments


@pytest.mark.slow
@every_lab()
def test_solved_experiments_draw_and_miss_nothing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    few_digits(monkeypatch)
    shown = run_experiments(lab, lab.notebook)
    titles, text = [title for each in shown for title in each.titles], "".join(each.text for each in shown)
    assert [each.cell for each in shown if each.unready or "not ready" in each.text] == []
    assert [each.cell for each in shown if each.draws and len(each.titles) != 1] == []
    assert [title for title in titles if not title] == []
    for pattern in known(lab.name).titles:
        assert any(re.match(pattern, title) for title in titles), pattern
    for pattern in known(lab.name).printed:
        assert re.search(pattern, text, re.MULTILINE), pattern


@every_lab(slow=TRAINS_WITHOUT_ANSWERS)
def test_experiments_of_the_notebook_as_handed_out_say_what_is_missing(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_digits(monkeypatch)
    shown = run_experiments(lab, COURSE.released / lab.name / f"{lab.name}.ipynb")
    assert tuple(title for each in shown for title in each.titles) == known(lab.name).drawn_by_stubs
    assert [each.cell for each in shown if each.draws and not each.unready and not each.titles] == []
    lines = [line for each in shown for line in each.unready]
    for line in lines:
        assert re.fullmatch(rf"[\w, ]+ (is|are) not ready yet: .*; {REMEDY} once check.* content.*\.", line)
    named = set(re.findall(r"\w+", " ".join(line.partition(" not ready yet")[0] for line in lines)))
    for exercise in lab.exercises:  # where an experiment needs two, it may ask for the other one alone
        others = [line for each in shown if each.section == exercise.name for line in each.unready]
        assert exercise.name in named or others, exercise.name
    assert set(known(lab.name).said_by_stubs) <= set(lines)


@every_lab(slow=TRAINS_WITHOUT_ANSWERS, without=[lab.name for lab in LABS if known(lab.name).eager])
def test_experiments_before_any_answer_was_run_say_so(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    few_digits(monkeypatch)
    names: dict[str, Any] = {}
    with handed_out(lab.path):
        for cell in notebook_cells(lab.notebook):
            if role(cell) == "given":
                exec(cell["source"], names)
            if role(cell) == "experiment":
                shown = run_experiment(cell, "", names, known(lab.name).shorter)
                assert "its cell has not been run (name '" in shown.text or shown.titles, cell["id"]
                assert set(shown.titles) <= set(known(lab.name).drawn_by_stubs)


@every_lab()
def test_replacements_that_shorten_experiments_apply(lab: Lab) -> None:
    sources = "\n".join(cell["source"] for cell in experiments_of(lab))
    assert [long for long in known(lab.name).shorter if long not in sources] == []


# The solved notebook in a kernel


def alone(lab: Lab, folder: Path) -> Path:
    """The lab's folder in a course of its own whose data set, unless one is named, is mnist-5k."""
    home = shutil.copytree(lab.path, folder / "solutions" / lab.name, ignore=shutil.ignore_patterns("__pycache__"))
    catalog = (COURSE.root / "datasets" / "catalog.toml").read_text(encoding="utf-8")
    small, count = re.subn(r'(?m)^default = ".*"$', 'default = "mnist-5k"', catalog)
    assert count == 1
    (folder / "datasets").mkdir()
    (folder / "datasets" / "catalog.toml").write_text(small, encoding="utf-8")
    shutil.copy(COURSE.root / "course.toml", folder)
    return home


def seconds(cell: Any) -> float:
    """How long a cell ran, by the kernel's own clock."""
    times = cell["metadata"]["execution"]
    start, end = (datetime.fromisoformat(times[f"iopub.status.{state}"]) for state in ("busy", "idle"))
    return (end - start).total_seconds()


def faults(cell: Any) -> list[str]:
    """What a reader of the executed cell would not expect to see, or miss."""
    outputs = cell["outputs"]
    found = [f"{output['ename']}: {output['evalue']}" for output in outputs if output["output_type"] == "error"]
    found += [f"stderr: {output['text']}" for output in outputs if output.get("name") == "stderr"]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    called = set(DRAWS.findall(cell["source"]))
    if called - PRINTS and "image/png" not in kinds:
        found.append("no plot")
    if called & PRINTS and not any(output.get("name") == "stdout" for output in outputs):
        found.append("no table")
    cards = [output.get("metadata", {}).get("descent", {}) for output in outputs]
    if role(cell) == "check" and not any(card.get("right") for card in cards):
        found.append("the check does not say right")
    return found


@QUIET  # the kernel's client leaves sockets to the garbage collector
@pytest.mark.slow
@every_lab()
def test_solved_notebook_runs_from_top_to_bottom(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_DATA", raising=False)
    for library in ("OPENBLAS", "OMP", "MKL"):  # beside other tests, threads that wait for each other take minutes
        monkeypatch.setenv(f"{library}_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(COURSE.root), os.environ.get("PYTHONPATH", "")]))
    home = alone(lab, tmp_path)
    notebook = nbformat.read(home / f"{lab.name}.ipynb", as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        allow_errors=True,
        record_timing=True,
        resources={"metadata": {"path": str(home)}},
    )
    client.execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    slowest = max(cells, key=seconds)
    print(f"{lab.name}: {sum(map(seconds, cells)):.0f} s; the slowest cell, {slowest['id']}, {seconds(slowest):.0f} s")
    assert [f"{cell['id']}: {fault}" for cell in cells for fault in faults(cell)] == []
    assert any(DRAWS.search(cell["source"]) for cell in cells)


def test_faults_of_an_executed_cell_are_found() -> None:
    def ran(source: str, *outputs: dict[str, Any], role: str = "experiment") -> dict[str, Any]:
        return {"source": source, "outputs": list(outputs), "metadata": {"descent": {"role": role}}}

    plot = {"output_type": "display_data", "data": {"image/png": ""}, "metadata": {}}
    warned = {"output_type": "stream", "name": "stderr", "text": "UserWarning"}
    raised = {"output_type": "error", "ename": "ValueError", "evalue": "no"}
    right = {"output_type": "execute_result", "data": {}, "metadata": {"descent": {"right": True}}}
    assert faults(ran("plots.paths()", plot)) == []
    assert faults(ran("plots.paths()")) == faults(ran("figure, axes = plt.subplots()")) == ["no plot"]
    assert faults(ran("plots.paths()")) == ["no plot"]
    assert faults(ran("def later():\n    plots.paths()")) == []
    printed = {"output_type": "stream", "name": "stdout", "text": "run  seed"}
    assert faults(ran("plots.log_table(log)", printed)) == []
    assert faults(ran("plots.log_table(log)", plot)) == ["no table"]
    assert faults(ran("x", warned, raised)) == ["ValueError: no", "stderr: UserWarning"]
    assert faults(ran("check(x)", right, role="check")) == []
    assert faults(ran("check(x)", role="check")) == ["the check does not say right"]
