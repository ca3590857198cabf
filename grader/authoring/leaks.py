"""Search what students get, and what their notebooks can import, for statements of the solutions.

A statement of a solution region (a whole simple statement, or the head of a compound one) is *distinctive*
where it does at least two things: each operator, call, comparison, augmented assignment, slice and comprehension
counts as one. `self.t = 0`, `return x` and `for p, g in zip(params, grads):` are not; `p -= lr * g` is. Statements
that an earlier lab's solutions hold are no secret of a later lab, because earlier labs' answers may be handed out.

Texts are compared token by token, without spaces, line breaks and `self.`, so that neither formatting nor a change
from method to prose hides a statement; in code the syntax tree's own spelling is searched too.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from grader.child import rooms
from grader.core.quiz_sheet import SUFFIX
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab
from grader.course.quiz import Quiz

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
_TOKEN = re.compile(r"\w+|[^\w\s]")
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list")
_ACTIONS = (
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.Call,
    ast.AugAssign,
    ast.comprehension,
    ast.Slice,
    ast.Lambda,
    ast.IfExp,
)


def distinctive_statements(exercise: Exercise) -> list[str]:
    """List the distinctive statements of an exercise's solution, as `ast.unparse` spells them."""
    return [text for text, actions in statements_of(exercise.text) if actions >= 2]


def statements_of(text: str) -> list[tuple[str, int]]:
    """List (statement, number of actions) for each statement inside the solution regions of a task's source."""
    inside, lines = False, set()
    for number, line in enumerate(text.splitlines(), start=1):
        inside = (inside or _BEGIN in line) and _END not in line
        if inside:
            lines.add(number)
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.lineno in lines:
            head = _head(node)
            # an augmented assignment holds its operator and is one action, so it counts once
            actions = sum(isinstance(part, _ACTIONS) for part in ast.walk(head)) - isinstance(head, ast.AugAssign)
            found.append((ast.unparse(ast.fix_missing_locations(head)).removesuffix(":").rstrip(), actions))
    return found


def find_leaks(course: Course) -> list[str]:
    """Return a line for each place where a lab hands out a distinctive statement of its own or later solutions.

    The rooms of the package that a graded notebook can import are searched as part of the first lab.
    """
    found = []
    labs = list(course.labs.values())
    for i, lab in enumerate(labs):
        earlier = {_tokens(text) for each in labs[:i] for e in each.exercises for text, _ in statements_of(e.text)}
        secrets = {
            tokens: (f"{each.name}/{exercise.name}", text)
            for each in labs[i:]
            for exercise in each.exercises
            for text in distinctive_statements(exercise)
            if (tokens := _tokens(text)) not in earlier
        }
        for place, handed_out in (*texts_of(course, lab), *(package_texts() if lab is labs[0] else ())):
            spellings = [_tokens(handed_out), *_statements_in(handed_out)]
            for tokens, (owner, text) in secrets.items():
                if any(tokens in spelling for spelling in spellings):
                    found.append(f"{place}: holds `{text}`, a statement of the solution of {owner}")
            for quiz in lab.quizzes:
                shown = [what for what, text in quiz_secrets(quiz).items() if _tokens(text) in spellings[0]]
                found += [f"{place}: holds {what} of the quiz {lab.name}/{quiz.name}" for what in shown]
    return found


def quiz_secrets(quiz: Quiz) -> dict[str, str]:
    """List what no student's copy may say of a quiz, by what it is."""
    hints = {f"the hint for {wrong.name!r}": wrong.hint for wrong in quiz.wrong}
    return {"the answer": quiz.solution, "the explanation": quiz.explanation, **hints}


def package_texts() -> Iterator[tuple[str, str]]:
    """Yield (place, text) of every module of the grader that a graded notebook can import; each lab has them."""
    package = Path(rooms.__file__).parents[1]
    for room in rooms.ROOMS:
        for path in sorted((package / room).glob("*.py")):
            yield f"grader/{room}/{path.name}", path.read_text(encoding="utf-8")


def texts_of(course: Course, lab: Lab) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of everything in a student lab: cells, modules, texts of the recordings, other files."""
    home = course.released / lab.name
    for path in sorted(path for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        name = path.relative_to(course.root).as_posix()
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_bytes())["cells"]:
                yield f"{name}, cell {cell.get('id')}", "".join(cell["source"])
        elif path.suffix in (".npz", SUFFIX):
            yield name, "\n".join(_strings(_recorded_tree(path)))
        else:
            yield name, path.read_bytes().decode("utf-8", "replace")


def _recorded_tree(path: Path) -> Any:
    with np.load(path, allow_pickle=False) as members:
        return json.loads(members["text"].tobytes())


def _strings(node: Any) -> Iterator[str]:
    """Yield every string of a JSON tree, keys included."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)


def _head(node: ast.stmt) -> ast.stmt:
    """Return a compound statement without its body; a simple one as it is."""
    fields: dict[str, Any] = {name: value for name, value in ast.iter_fields(node)}
    compound = [name for name in _BODIES if fields.get(name)]
    if not compound:
        return node
    head = type(node)(**fields)
    for name in compound:
        setattr(head, name, [])
    if isinstance(head, ast.Try):
        head.body = [ast.Pass()]
    return ast.copy_location(head, node)


def _tokens(text: str) -> str:
    """Return the tokens of a text, one space between any two and around them all, without `self.`."""
    return f" {' '.join(_TOKEN.findall(text))} ".replace(" self . ", " ")


def _statements_in(text: str) -> list[str]:
    """List the tokens of each statement of a text, as `ast.unparse` spells it; none where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escape sequences in prose
            return [_tokens(ast.unparse(node)) for node in ast.parse(text).body]
    except (SyntaxError, ValueError, RecursionError):
        return []
