"""Find the recording for the argument of `check(...)`, or say what to do where it is unclear."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.core.errors import GraderError
from grader.core.handout import FACTS
from grader.core.quiz_sheet import SUFFIX, QuizSheet
from grader.core.quiz_sheet import load as load_sheet
from grader.core.quiz_sheet import path_of as path_of_sheet
from grader.core.recording import FOLDER, Recording, load, path_of
from grader.facts import Facts
from grader.facts import find as find_facts
from grader.probes.context import Context
from grader.probes.observe import PROBES, find
from grader.probes.probe import Probe


@dataclass(frozen=True)
class Found:
    """A task and what it is compared with.

    task: the student's class or function
    recording: the recorded cases of its exercise
    folder: the notebook's
    context: what the probe may look names up in
    probe: how the task is exercised
    facts: what is computed from its arrays and compared, or None
    """

    task: Callable[..., Any]
    recording: Recording
    folder: Path
    context: Context
    probe: Probe
    facts: Facts | None = None


@dataclass(frozen=True)
class Unclear:
    """Why nothing was checked. about: what stands in front of the headline."""

    about: str
    headline: str
    remedy: str


def look_up(task: Any, namespace: Mapping[str, Any]) -> Found | QuizSheet | Unclear:
    """The recording for a class or function, by its name or by the name it has in the student's namespace.

    The sheet of a quiz, by its name as a string.
    """
    folder = _notebook_folder()
    names = sorted(path.stem for path in (folder / FOLDER).glob("*.npz"))
    quizzes = sorted(path.stem for path in (folder / FOLDER).glob(f"*{SUFFIX}"))
    if isinstance(task, str) and task in quizzes:
        try:
            return load_sheet(path_of_sheet(folder, task))
        except GraderError as error:
            return Unclear(task, "could not be checked", f"{error}.")
    quoted = isinstance(task, str) and bool(difflib.get_close_matches(task, names, n=1, cutoff=0.8))
    if quizzes and not quoted and (not names or _is_literal(task)):
        return _no_quiz(task, quizzes, names)
    if not names:
        remedy = (
            f"There is no folder `{FOLDER}` with recorded cases in {folder}. "
            "Put it back beside the notebook, or start from a fresh copy of the lab."
        )
        return Unclear("check", "nothing to compare with", remedy)
    name = _exercise_name(task, names, namespace)
    if isinstance(name, Unclear):
        return name
    try:
        recording = load(path_of(folder, name))
        ours = recording.probe in PROBES
        context = Context(handed_out(folder, "given"), namespace, None if ours else handed_out(folder, "probes"))
        probe = find(recording.probe, context.probes)
        facts = find_facts(probe.name, None if ours else handed_out(folder, FACTS), derived=probe.derived)
        return Found(task, recording, folder, context, probe, facts)
    except GraderError as error:
        return Unclear(name, "could not be checked", f"{error}.")
    except LookupError as error:
        remedy = "Put the lab's probes.py and facts.py back beside the notebook, or start from a fresh copy of the lab."
        return Unclear(name, "could not be checked", f"{error.args[0]}. {remedy}")


def _is_literal(task: Any) -> bool:
    """Whether the argument may be the answer to a quiz in place of its name."""
    return task is None or isinstance(task, bool | str | list | tuple | set)


def _no_quiz(task: Any, quizzes: list[str], names: list[str]) -> Unclear:
    """What to say where neither a quiz nor an exercise is named."""
    example = (difflib.get_close_matches(task, quizzes, n=1) if isinstance(task, str) else []) or quizzes
    remedy = f'Pass the name of a quiz in quotes, as in `check("{example[0]}")`'
    remedy += ", or the class or function that you wrote." if names else "."
    return Unclear("check", "names nothing in this lab", remedy)


def handed_out(folder: Path, name: str) -> ModuleType | None:
    """A module that the lab hands out, the one that the notebook imports; None where there is none.

    folder: the notebook's
    name: of grader.core.handout
    """
    path = folder / f"{name}.py"
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == str(path):
        return known
    spec = importlib.util.spec_from_file_location(name, path) if path.exists() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where a dataclass looks its module up while it is made
    try:
        spec.loader.exec_module(module)
    finally:
        if known is None:
            del sys.modules[name]
        else:
            sys.modules[name] = known
    return module


def _notebook_folder() -> Path:
    """The current folder, or the one JupyterLab says the notebook lies in where that has the checks."""
    here = Path.cwd()
    session = os.environ.get("JPY_SESSION_NAME", "")
    home = Path(session).parent if session else here
    return home if not (here / FOLDER).is_dir() and (home / FOLDER).is_dir() else here


def _exercise_name(task: Any, names: list[str], namespace: Mapping[str, Any]) -> str | Unclear:
    if not isinstance(task, type) and not inspect.isroutine(task):
        return _no_task(task, names, namespace)
    name = str(getattr(task, "__name__", ""))
    if name in names:
        return name
    also = [other for other in names if namespace.get(other) is task]
    if also:
        return also[0]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    inside = [other for other in names if other.lower() in name.lower()]
    meant = f"Is it meant to be {(inside or close)[0]}? " if inside or close else ""
    remedy = f"{meant}Keep the name that was handed out, because grading looks for it: {', '.join(names)}."
    return Unclear(name or "check", "no exercise of this lab", remedy)


def _no_task(task: Any, names: list[str], namespace: Mapping[str, Any]) -> str | Unclear:
    """What to say of something that is neither a class nor a function."""
    if isinstance(task, str):
        name = task if task in names else (difflib.get_close_matches(task, names, n=1) or names)[0]
        remedy = f"Pass the class or function itself, without quotes: `check({name})`."
        return Unclear("check", "was given a string", remedy)
    kind = type(task).__name__
    if kind in names:
        remedy = f"Pass the class itself, not an object made from it: `check({kind})`."
        return Unclear("check", f"was given an object of the class {kind}", remedy)
    also = [name for name in names if namespace.get(name) is task and callable(task)]
    if also:
        return also[0]  # functools.partial and their like
    given = "was given nothing" if task is None else f"was given an object of the type {kind}"
    example = next((name for name in names if name in namespace), names[0])
    return Unclear("check", given, f"Pass the class or function that you wrote, as in `check({example})`.")
