"""Test the resume cache: a grade is found for the same bytes under the same conditions alone."""

import json
from dataclasses import replace

import pytest

from grader.core.errors import GraderError
from grader.core.records import CaseVerdict, Grade, Mismatch, Submission, Verdict
from grader.grading.resume_cache import ResumeCache

CONDITIONS = {"lab_version": "v1", "seed": "secret-1", "dataset": None, "run_all": False}
SUBMISSION = Submission("someone", "lab", "0123", files={"help.py": b"x = 1\n"})
CASE = CaseVerdict(
    "two steps", "public", "wrong", 1.0, 0.0, "differs", Mismatch("y", "values", "1", "2", (0, 1), 1.0), public=True
)
GRADE = Grade("someone", "lab", 1.0, 2.0, "A", exercises=(Verdict("Adam", "wrong", 1.0, 2.0, cases=(CASE,)),))


@pytest.fixture
def cache(tmp_path):
    verdicts = ResumeCache(tmp_path / "verdicts", CONDITIONS)
    verdicts.store(SUBMISSION, replace(GRADE, outputs={"cell": ({"output_type": "stream"},)}))
    return verdicts


def test_cached_grade_is_found_without_its_outputs(cache):
    assert cache.find(SUBMISSION) == GRADE
    assert cache.path_of(SUBMISSION).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("seed", "public"), [("public", True), ("secret-1", False)])
def test_grade_without_the_field_public_has_it_derived_from_the_seed(cache, seed, public):
    file = cache.path_of(SUBMISSION)
    document = json.loads(file.read_text())
    case = document["grade"]["exercises"][0]["cases"][0]
    case["seed"] = seed
    del case["public"]
    file.write_text(json.dumps(document))
    assert cache.find(SUBMISSION).exercises[0].cases[0].public is public


@pytest.mark.parametrize(
    "other",
    [
        replace(SUBMISSION, name="another"),
        replace(SUBMISSION, sha256="4567"),
        replace(SUBMISSION, files={}),
        replace(SUBMISSION, files={"help.py": b"x = 2\n"}),
        replace(SUBMISSION, files={"help.p": b"yx = 1\n"}),
        replace(SUBMISSION, error="cannot be read"),
    ],
)
def test_another_submission_is_not_found_in_the_cache(cache, other):
    assert cache.find(other) is None


@pytest.mark.parametrize(
    "change", [{"lab_version": "v2"}, {"seed": "secret-2"}, {"dataset": "mnist"}, {"run_all": True}]
)
def test_other_grading_conditions_are_not_found_in_the_cache(cache, change):
    assert ResumeCache(cache.folder, {**CONDITIONS, **change}).find(SUBMISSION) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"grade": {}}', '{"grade": {"submission": 1}}'])
def test_damaged_cache_file_is_ignored(cache, content):
    cache.path_of(SUBMISSION).write_text(content)
    assert cache.find(SUBMISSION) is None


def test_cache_file_under_another_name_is_ignored(cache):
    other = replace(SUBMISSION, name="another")
    cache.path_of(SUBMISSION).rename(cache.path_of(other))
    assert cache.find(other) is None


def test_grader_error_is_not_cached(tmp_path):
    verdicts = ResumeCache(tmp_path, CONDITIONS)
    verdicts.store(SUBMISSION, replace(GRADE, exercises=(Verdict("Adam", "grader error", 0.0, 2.0),)))
    assert verdicts.find(SUBMISSION) is None
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder_is_an_error_with_a_remedy(tmp_path):
    (tmp_path / "verdicts").write_text("a file, no folder")
    with pytest.raises(GraderError, match=r"cannot be written: .*; make room there or name another place"):
        ResumeCache(tmp_path / "verdicts", CONDITIONS).store(SUBMISSION, GRADE)
