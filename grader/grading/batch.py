"""Grade a class of submissions in parallel, from records or from paths; grade one again after an appeal."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from grader.core.cpu import core_count, whole_core_count
from grader.core.files import check_writable
from grader.core.records import Grade, Submission
from grader.course.loader import Course, Lab, released_notebook
from grader.course.seeds import course_seed
from grader.grading.collect import HandedIn, lab_of, named
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.grading.resume_cache import ResumeCache
from grader.grading.secret_paths import secret_paths
from grader.grading.slots import TrainingSlots

Item = TypeVar("Item")
Result = TypeVar("Result")


def grade_all(
    submissions: Iterable[Submission | Callable[[], Submission]],
    course: Course,
    lab: Lab,
    *,
    jobs: int | None = None,
    run_all: bool = False,
    dataset: str | None = None,
    allow_weak: bool = False,
    keep: bool = False,
    resume: bool = False,
    secrets: Sequence[Path] | None = None,
) -> Iterator[Grade]:
    """Grade a class, `jobs` at a time; yield the grades in the order of the submissions.

    submissions: each a record, or a function that reads it, called when it is graded
    course: whose secret seed and feedback settings apply
    lab: that the submissions answer
    jobs: default: two more than there are cores, since each spends a part of its time waiting for a process to start
        or to end; training runs, which do not wait, are limited to one per core, whose hyper-threads count once
    run_all: whether to run the cells for experiments, too
    dataset: for training runs; default: the lab's own choice
    allow_weak: whether to grade where student code cannot be confined well enough
    keep: whether to write each grade to the resume cache as soon as it is there
    resume: whether to read grades from the resume cache: of the same bytes, by the same version of the lab, with the
        same seed and options; such a grade is without the cells' outputs
    secrets: paths out of the code's reach; default: those of the course
    Raises SandboxError where student code cannot be confined well enough or reaches a secret; NoRoomError.
    """
    from grader.sandbox import Sandbox

    jobs = jobs or core_count() + 2
    seed = course_seed(course.secret)
    secrets = secret_paths(course) if secrets is None else secrets
    with Sandbox(lab.libraries, secrets=secrets, allow_weak=allow_weak, handouts=lab.handouts) as sandbox:
        context = GradingContext(course, lab, sandbox, seed, dataset, run_all, TrainingSlots(whole_core_count()))
        context.warm()
        cache = ResumeCache(
            course.secret.parent / "verdicts" / lab.name,
            {"lab_version": lab.version, "seed": seed.name, "dataset": dataset, "run_all": run_all},
        )
        if keep:
            check_writable(cache.folder / "grade.json")

        def job(submission: Submission | Callable[[], Submission]) -> Grade:
            submission = submission() if callable(submission) else submission
            cached = cache.find(submission) if resume else None
            grade = cached or grade_submission(context, submission)
            if keep and not cached:
                cache.store(submission, grade)
            return grade

        pool = ThreadPoolExecutor(jobs)
        try:
            yield from map_in_order(pool, job, submissions, ahead=2 * jobs)
        except BaseException:  # an error, Ctrl-C or a closed generator: what is running ends now
            sandbox.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()


def map_in_order(
    executor: Executor, function: Callable[[Item], Result], items: Iterable[Item], *, ahead: int
) -> Iterator[Result]:
    """Map a function over items in parallel; yield the results in the order of the items.

    executor: runs the calls
    items: read one by one, never all at once
    ahead: how many calls may be pending while a result is waited for
    Raises what a call raises, at its place in the order.
    """
    pending: deque[Future[Result]] = deque()
    for item in items:
        pending.append(executor.submit(function, item))
        if len(pending) > ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def grade_paths(course: Course, paths: Sequence[Path], lab: str | None = None, **options: Any) -> Iterator[Grade]:
    """Grade notebooks by path, lab by lab; a notebook's lab is `lab`, else its file name. Raises UsageError."""
    yield from grade_collected(course, named([(path, lab_of(course, path, lab)) for path in paths]), **options)


def grade_collected(course: Course, submissions: Iterable[HandedIn], **options: Any) -> Generator[Grade]:
    """Grade collected submissions, lab by lab, each under its unique name."""
    by_lab: dict[str, list[HandedIn]] = {}
    for each in submissions:
        by_lab.setdefault(each.lab, []).append(each)
    for name, members in by_lab.items():
        released = released_notebook(course, course.lab(name))
        readers = [partial(each.read, released) for each in members]
        secrets = secret_paths(course, [each.path for each in members])
        yield from grade_all(readers, course, course.lab(name), secrets=secrets, **options)
