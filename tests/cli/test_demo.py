"""The sample class: what each submission holds, what it must get, and where the demo puts it."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.console import Console

from grader.cli.demo import Expected, Sample, make_class, run_demo
from grader.cli.demo import samples as samples_module
from grader.cli.demo.challenge import challenge_of
from grader.cli.demo.desk import TARGET, Desk, bare, slug
from grader.cli.demo.every_lab import make_lab_class
from grader.cli.demo.run import LAB, MARKER, differences, lay_out
from grader.cli.demo.samples import described
from grader.core.errors import CourseError, GraderError, UsageError
from grader.core.records import Grade, Verdict
from grader.course.edits import apply_edits
from grader.course.loader import Course, Lab, find_course
from grader.course.seeds import course_seed
from grader.course.variants import Wrong
from grader.judge.source_traits import traits


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course of this repository with its built lab, in a folder of its own."""
    here = find_course(Path(__file__).parent)
    laid = lay_out(here, tmp_path_factory.mktemp("demo") / "course")
    released = laid.released / LAB
    released.mkdir(parents=True)
    notebook = f"{LAB}.ipynb"
    (released / notebook).write_bytes((here.released / LAB / notebook).read_bytes())
    return laid


@pytest.fixture(scope="module")
def samples(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    made = make_class(course, course.lab(LAB), tmp_path_factory.mktemp("submitted"))
    return {sample.name: sample for sample in made}


def answers(sample: Sample) -> dict[str, str]:
    """Sources by nbgrader's id; of two cells with one id the first."""
    document = json.loads((sample.folder / f"{LAB}.ipynb").read_text())
    found: dict[str, str] = {}
    for cell in document["cells"]:
        found.setdefault(cell["metadata"].get("nbgrader", {}).get("grade_id", ""), "".join(cell["source"]))
    return found


def test_class_has_every_kind_of_submission(samples: dict[str, Sample]) -> None:
    assert set(samples) >= {
        "all-right", "rewritten-but-right", "adam-without-bias-correction", "two-mistakes",
        "mistakes-in-two-exercises", "rebinds-the-parameters", "not-started", "half-done", "raises", "endless-loop",
        "memory-hog", "prints-a-lot", "deleted-test-cell", "duplicated-cell", "edited-test-cell", "not-json",
        "wrong-name", "reads-the-answers", "patches-numpy", "forks", "exits",
    }  # fmt: skip
    assert all(sample.about for sample in samples.values())


def test_every_exercise_of_every_sample_has_an_expectation(course: Course, samples: dict[str, Sample]) -> None:
    names = [exercise.name for exercise in course.lab(LAB).exercises]
    assert all(list(sample.expected) == names for sample in samples.values())


def test_right_samples_must_get_full_marks(course: Course, samples: dict[str, Sample]) -> None:
    full = sum(exercise.points for exercise in course.lab(LAB).exercises)
    for name in ("all-right", "rewritten-but-right", "warns-a-lot", "prints-a-lot", "duplicated-cell", "wrong-name"):
        assert samples[name].points == full, name


@pytest.mark.parametrize("name", ["not-started", "not-json"])
def test_sample_without_answers_must_get_zero(samples: dict[str, Sample], name: str) -> None:
    assert samples[name].points == 0


def test_attack_must_get_zero_on_its_target_and_all_points_elsewhere(
    course: Course, samples: dict[str, Sample]
) -> None:
    points = {exercise.name: exercise.points for exercise in course.lab(LAB).exercises}
    hostile = [sample for sample in samples.values() if sample.hostile]
    assert len(hostile) >= 8
    for sample in hostile:
        expected = {name: got.points for name, got in sample.expected.items()}
        assert expected == {**points, TARGET: 0}, sample.name


def test_partial_credit_is_that_of_the_cases_a_mistake_passes(course: Course) -> None:
    lab = course.lab(LAB)
    desk = Desk(course, lab, course_seed(course.secret))
    exercise = lab.exercise("RMSprop")
    wrong = next(wrong for wrong in exercise.wrong if not wrong.syntax)
    draft = desk.solved()
    desk.wrong(draft, "RMSprop", wrong.name)
    got = draft.expected["RMSprop"]
    assert 0 <= got.points < exercise.points
    assert (got.status, got.misconception) == ("wrong", wrong.name)


def test_two_mistakes_are_both_in_the_answer_and_both_named(course: Course, samples: dict[str, Sample]) -> None:
    named = samples["two-mistakes"].expected[TARGET].misconception
    assert named is not None
    wrong = {each.name: each for each in course.lab(LAB).exercise(TARGET).wrong}
    source = answers(samples["two-mistakes"])[TARGET]
    for name in named.split(" + "):
        assert all(edit in source for edit in wrong[name].edits.values()), name


def test_rebinding_sample_has_the_trait(samples: dict[str, Sample]) -> None:
    assert traits(answers(samples["rebinds-the-parameters"])["GradientDescent"]) == {"rebinds"}


def test_no_sample_carries_nbgraders_marks(samples: dict[str, Sample]) -> None:
    for sample in samples.values():
        if (sample.folder / f"{LAB}.ipynb").exists() and sample.name not in ("not-json", "reads-the-answers"):
            assert not [name for name, source in answers(sample).items() if "### BEGIN SOLUTION" in source]


def test_broken_samples_are_written_broken(samples: dict[str, Sample]) -> None:
    with pytest.raises(json.JSONDecodeError):
        answers(samples["not-json"])
    assert [path.name for path in samples["wrong-name"].folder.iterdir()] == ["homework (1).ipynb"]
    assert f"check-{TARGET}" not in answers(samples["deleted-test-cell"])
    assert answers(samples["edited-test-cell"])[f"check-{TARGET}"] == "4.0"


def small_class(folder: Path, name: str) -> tuple[Lab, list[Sample]]:
    """The samples that every lab gets by rule."""
    here = find_course(Path(__file__).parent)
    laid = lay_out(here, folder / "course")
    released = laid.released / name
    released.mkdir(parents=True)
    (released / f"{name}.ipynb").write_bytes((here.released / name / f"{name}.ipynb").read_bytes())
    return laid.lab(name), make_lab_class(laid, laid.lab(name), folder / "submitted")


def test_class_of_the_challenge_has_an_entry_for_every_tier(tmp_path: Path) -> None:
    lab, made = small_class(tmp_path, "11_mnist_challenge")
    train = lab.exercise("train")
    weights = sum(case.weight for case in train.cases)
    assert train.contest is not None
    (tiers,) = {tuple(tier.share for tier in tiers) for tiers in train.contest.tiers.values()}
    whole = weights + train.contest.weight
    shares = [(weights + share * train.contest.weight) / whole for share in tiers]
    entries = {sample.name: sample for sample in made}
    points = {name: sample.expected["train"].points / train.points for name, sample in entries.items()}
    alone = tiers[0] * train.contest.weight / whole
    assert points == pytest.approx(
        {"all-right": 1.0, "not-started": 0.0, "a-small-network": shares[0], "a-good-network": shares[1],
         "raises-after-a-checkpoint": alone, "log-run-keeps-the-config-itself": 0.0},
        abs=1e-4,
    )  # fmt: skip
    source = (entries["raises-after-a-checkpoint"].folder / f"{lab.name}.ipynb").read_text()
    assert "_train = train" in source
    assert entries["log-run-keeps-the-config-itself"].expected["log_run"].misconception


@pytest.mark.parametrize("name", find_course(Path(__file__).parent).labs)
def test_every_lab_has_a_small_class(name: str, tmp_path: Path) -> None:
    lab, made = small_class(tmp_path, name)
    full = {item.name: item.points for item in lab.items}
    by_name = {sample.name: sample for sample in made}
    assert {exercise: got.points for exercise, got in by_name["all-right"].expected.items()} == full
    assert {got.status for got in by_name["not-started"].expected.values()} == {"not attempted"}
    assert len(by_name) == len(made)
    assert all(sample.about and re.fullmatch(r"[a-z0-9-]+", sample.name) for sample in made)
    assert ("wrong-in-every-quiz" in by_name) == bool(lab.quizzes)
    if lab.quizzes:
        wrong_ones = by_name["wrong-in-every-quiz"].expected
        assert [wrong_ones[quiz.name].points for quiz in lab.quizzes] == [0] * len(lab.quizzes)
        made = [sample for sample in made if sample.name != "wrong-in-every-quiz"]
    for sample in [] if challenge_of(lab) else made[2:]:  # the challenge's class has a test of its own
        (exercise,) = [exercise for exercise, got in sample.expected.items() if got.status != "right"]
        got = sample.expected[exercise]
        assert got.points < full[exercise]
        assert got.misconception is not None
        assert sample.name.startswith(slug(exercise))
        wrong = {each.name: each for each in lab.exercise(exercise).wrong}
        document = json.loads((sample.folder / f"{name}.ipynb").read_text())
        (source,) = [
            "".join(cell["source"])
            for cell in document["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise
        ]
        mistakes = got.misconception.split(" + ")
        assert mistakes == ([got.misconception] if "two-mistakes" not in sample.name else mistakes[:2])
        assert source == bare(apply_edits(lab.exercise(exercise).text, _together(wrong[each] for each in mistakes)))


def _together(wrongs: Iterable[Wrong]) -> dict[str, str]:
    return {old: new for wrong in wrongs for old, new in wrong.edits.items()}


@pytest.mark.parametrize("name", ["02_losses_and_descent", "05_batchnorm"])
def test_small_class_has_two_single_mistakes_and_a_pair(name: str, tmp_path: Path) -> None:
    lab, made = small_class(tmp_path, name)
    named = [got.misconception for sample in made for got in sample.expected.values() if got.misconception]
    assert [len(each.split(" + ")) for each in named] == [1, 1, 2]
    exercises = [exercise for sample in made[2:] for exercise, got in sample.expected.items() if got.misconception]
    assert len(set(exercises)) == 3
    assert not any(lab.exercise(exercise).training for exercise in exercises)


def test_unknown_mistake_of_a_sample_is_named(course: Course) -> None:
    desk = Desk(course, course.lab(LAB), course_seed(course.secret))
    with pytest.raises(CourseError, match=r"exercise Adam: the sample class needs its mistakes \('no such',\); it has"):
        desk.wrong(desk.solved(), "Adam", "no such")


def test_bare_removes_only_the_marks() -> None:
    assert bare("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n") == "def f():\n    return 1"


def graded(*verdicts: Verdict) -> Grade:
    return Grade("s", LAB, sum(v.points for v in verdicts), 4, exercises=verdicts)


WRONG = Verdict("Adam", "wrong", 1, 4, "no bias correction", "values differ")


def sample(*expected: Expected) -> Sample:
    return Sample("s", Path(), "", dict(zip(("Adam", "AdamW"), expected, strict=False)))


def test_sample_with_the_expected_result_has_no_differences() -> None:
    must = Expected(1, "wrong", "no bias correction")
    assert differences(sample(must), graded(WRONG), {"Adam": 1}) == []
    assert differences(sample(Expected(1)), graded(WRONG), {"Adam": 1}) == []


def test_every_difference_is_reported() -> None:
    must = Expected(0, "raised", "eps inside the root")
    assert differences(sample(must, Expected(4)), graded(WRONG), {"Adam": 2}) == [
        "Adam: 2 points in the gradebook, must be 0",
        "Adam: 1 points in the grade, 2 in the gradebook",
        "Adam: wrong (values differ), must be raised",
        "Adam: named 'no bias correction', must be 'eps inside the root'",
        "AdamW: no verdict or nothing in the gradebook",
    ]


def test_only_a_folder_of_its_own_is_deleted(course: Course, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UsageError, match="not made by `grader demo`, so it stays; move it away or name another folder"):
        lay_out(course, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_folder_of_an_earlier_demo_is_replaced(course: Course, tmp_path: Path) -> None:
    lay_out(course, tmp_path)
    (tmp_path / "gradebook.db").write_text("old")
    assert lay_out(course, tmp_path).root == tmp_path
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [MARKER, "course.toml", "nbgrader_config.py", "solutions"]
    )


@pytest.mark.slow
def test_failure_of_nbgrader_shows_its_log(course: Course, tmp_path: Path) -> None:
    broken = lay_out(course, tmp_path)
    first = next(iter(broken.labs.values()))
    first.notebook.write_text("{")
    with pytest.raises(GraderError, match=rf"(?s)nbgrader generate_assignment {first.name} failed in .*JSON"):
        run_demo(broken, tmp_path / "demo", Console(quiet=True))


#: One of each kind: right, wrong, nothing done, killed by a limit, unreadable, hostile.
OF_EACH_KIND = (
    "all-right", "adam-without-bias-correction", "two-mistakes", "not-started", "endless-loop", "not-json",
    "reads-the-answers", "patches-numpy",
)  # fmt: skip


@pytest.mark.slow
def test_samples_of_each_kind_get_what_they_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In two labs, on mnist-5k; `make demo`, which CI runs too, takes every sample of all labs, and MNIST if it can."""
    makers = {described(make)[0]: make for make in samples_module.SAMPLES}
    monkeypatch.setattr(samples_module, "SAMPLES", tuple(makers[name] for name in OF_EACH_KIND))
    here = lay_out(find_course(Path(__file__).parent), tmp_path / "course")
    settings = (here.root / "course.toml").read_text(encoding="utf-8")
    settings = settings.replace('dataset = "mnist"', 'dataset = "mnist-5k"')
    for name in set(here.labs) - {LAB, "02_losses_and_descent"}:
        settings = re.sub(rf"\[labs\.{name}[^\[]*(\[\"[^\[]*)?", "", settings)
        shutil.rmtree(here.root / "solutions" / name)
        shutil.rmtree(here.root / "labs" / name, ignore_errors=True)
    (here.root / "course.toml").write_text(settings)
    here = find_course(here.root)
    assert set(here.labs) == {LAB, "02_losses_and_descent"}
    console = Console(record=True, width=200, file=io.StringIO())
    status = run_demo(here, tmp_path / "demo", console)
    text = console.export_text()
    assert status == 0, "\n".join(line for line in text.splitlines() if "─" not in line and "│" not in line)
    titles = [f"{name}: the sample class" for name in here.labs]
    assert [title for title in titles if title not in text] == []
    counts = re.search(r"(\d+) of (\d+) as they must be", text)
    assert counts is not None
    assert int(counts[1]) == int(counts[2]) >= len(OF_EACH_KIND) + 2 * (len(here.labs) - 1)
    assert "data set mnist-5k" in text
    page = tmp_path / "demo" / "feedback" / "adam-without-bias-correction" / LAB / f"{LAB}.html"
    assert str(page) in text
    assert "no bias correction" in page.read_text(encoding="utf-8")
