"""Write a small class for any lab: everything right, nothing done, single mistakes, and two at once.

The class of a challenge has its references instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.cli.demo.challenge import challenge_of, entries
from grader.cli.demo.desk import Desk, Draft, Expected, Sample, plain_mistakes, slug
from grader.cli.demo.samples import all_right, described, not_started, write_sample
from grader.core.errors import CourseError
from grader.course.loader import Course, Lab
from grader.course.seeds import course_seed

#: How many exercises of a lab get a sample with a mistake in them.
SINGLES = 2


def make_lab_class(course: Course, lab: Lab, folder: Path) -> list[Sample]:
    """Write the lab's samples to folder/<sample>/<lab>/, as nbgrader collects them, and say what each must get."""
    desk = Desk(course, lab, course_seed(course.secret))
    samples = []
    for make in (all_right, not_started):
        draft = desk.solved()
        make(desk, draft)
        samples.append(write_sample(desk, folder, *described(make), draft))
    challenge = challenge_of(lab)
    for name, about, draft in entries(desk, challenge) if challenge else samples_with_mistakes(desk):
        samples.append(write_sample(desk, folder, name, about, draft))
    return samples


def samples_with_mistakes(desk: Desk) -> Iterator[tuple[str, str, Draft]]:
    """List (name, what is in it, draft): a mistake in the first exercise, one half-way, two in the second exercise.

    Before them, where there are quizzes, a wrong answer to each.

    Exercises with a training run are left out: what a mistake earns there is not decided by the cases alone.
    """
    if desk.lab.quizzes:
        yield "wrong-in-every-quiz", "The wrong answer to every quiz", wrong_quizzes(desk)
    suitable = [exercise for exercise in desk.lab.exercises if exercise.training is None and plain_mistakes(exercise)]
    for exercise in suitable[:: -(-len(suitable) // SINGLES) or 1]:
        mistake = plain_mistakes(exercise)[0]
        draft = desk.solved()
        desk.wrong(draft, exercise.name, mistake)
        yield slug(f"{exercise.name} {mistake}"), f"One mistake in {exercise.name}: {mistake}", draft
    for exercise in (*suitable[1:], *suitable[:1]):
        try:
            pair = desk.telling_pair(exercise)
        except CourseError:
            continue
        draft = desk.solved()
        desk.wrong(draft, exercise.name, *pair)
        yield slug(f"{exercise.name} two mistakes"), f"Two mistakes in {exercise.name}: {' and '.join(pair)}", draft
        return


def wrong_quizzes(desk: Desk) -> Draft:
    """Answer each quiz by its first known mistake, or a statement by its opposite."""
    draft = desk.solved()
    for quiz in desk.lab.quizzes:
        if quiz.in_words and not quiz.wrong:
            continue
        given = [quiz.wrong[0].texts[0]] if quiz.in_words else not quiz.answer
        misconception = quiz.wrong[0].name if quiz.in_words else None
        draft.answer(quiz.name, f"{quiz.name} = {given!r}", Expected(0.0, "wrong", misconception))
    return draft
