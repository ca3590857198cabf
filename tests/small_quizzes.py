"""Two quizzes for the small course's lab: a statement, and two answers in words."""

from __future__ import annotations

from pathlib import Path

from grader import Quiz, WrongAnswer
from grader.course.loader import Course, read_course
from tests.small_course import LAB, make_course

STATEMENT = Quiz(
    "momentum_has_memory",
    statement="Momentum keeps $b$ from one step to the next.",
    answer=True,
    points=1,
    ids=("OPT-03",),
    source="the deck",
    hint="What would happen with a single step?",
    explanation="Its buffer `b` is a moving sum of gradients, so it has to stay.",
)
WORDS = Quiz(
    "two_optimizers",
    statement="Name **two** optimizers with a memory.",
    wanted=2,
    accept={
        "momentum": "heavy ball, 모멘텀",
        "adaptive moments": "Adam, 아담",
        "root mean square propagation": "RMSprop",
        "stochastic weight averaging": "SWA",
    },
    wrong=(
        WrongAnswer("no memory", "gradient descent, 경사 하강법, momentun", hint="It forgets each gradient at once."),
        WrongAnswer("a schedule", "cosine decay", hint="That changes the learning rate alone."),
    ),
    points=3,
    hint="Think of what each keeps between steps.",
    explanation="Momentum keeps one average, Adam two of them.",
)
QUIZZES = (STATEMENT, WORDS)

_FILE = '"""A quiz."""\n\nfrom grader import Quiz, WrongAnswer\n\nEXERCISE = {quiz!r}\n'
_SLOT = "\n```{{code-cell}}\n:tags: [slot]\n\n{name}\n```\n"


def add_quizzes(course: Course, *quizzes: Quiz) -> Course:
    """Put quizzes into the small course, by default both; it is not yet built."""
    lab = course.root / "solutions" / LAB
    text = (lab / "lab.md").read_text(encoding="utf-8") + "\n## Quiz\n"
    for quiz in quizzes or QUIZZES:
        (lab / "exercises" / f"quiz_{quiz.name}.py").write_text(_FILE.format(quiz=quiz), encoding="utf-8")
        text += _SLOT.format(name=quiz.name)
    (lab / "lab.md").write_text(text, encoding="utf-8")
    return read_course(course.root)


def make_quiz_course(root: Path) -> Course:
    """The small course with both quizzes, not yet built."""
    return add_quizzes(make_course(root))
