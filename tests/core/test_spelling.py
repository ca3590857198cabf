"""Test how answers in words are compared: what is the same, and which slips are forgiven."""

from __future__ import annotations

import unicodedata

import pytest

from grader.core.spelling import bare, left_of_accepted, left_of_answer


def forgiven(accepted: str, given: str) -> bool:
    return not left_of_accepted(accepted).isdisjoint(left_of_answer(given))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("k-NN", "KNN"),
        ("naive Bayes", "Naïve-Bayes"),
        ("R2", "R²"),
        ("R^2", "\uff52 \uff12"),
        ("\uff33\uff36\uff2d", "svm."),
        ("서포트 벡터 머신", "서포트벡터머신"),
        ("엔트로피", unicodedata.normalize("NFD", "엔트로피")),
        ("STRASSE", "straße"),
    ],
)
def test_other_forms_of_one_spelling_are_the_same(one: str, other: str) -> None:
    assert bare(one) == bare(other)


@pytest.mark.parametrize(("one", "other"), [("L1", "L2"), ("SVM", "SVC"), ("지니", "지나"), ("F1", "F β")])
def test_other_spellings_are_not_the_same(one: str, other: str) -> None:
    assert bare(one) != bare(other)


def test_spelling_without_letters_is_empty() -> None:
    assert bare(" -- !? ") == ""


@pytest.mark.parametrize(
    "given",
    [
        "entopy",  # a letter missing
        "entrropy",  # a letter too many
        "entrapy",  # another letter
        "entorpy",  # two swapped
        "ntropye",  # one misplaced
    ],
)
def test_one_slip_in_a_word_of_five_letters_or_more_is_forgiven(given: str) -> None:
    assert forgiven("entropy", given)


def test_two_slips_are_forgiven_in_a_long_spelling_only() -> None:
    assert forgiven("variance reduction", "varience redution")
    assert not forgiven("entropy", "antropi")
    assert not forgiven("variance reduction", "varience redutoin x")


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("SVM", "SVN"),
        ("ReLU", "ReLUs"),
        ("Adam", "Adams"),
        ("엔트로피", "엔트로비"),
        ("L2 norm", "L1 norm"),
        ("k means", "c means"),
        ("12345", "12346"),
        ("layer2", "layer"),
        ("layer", "layer2"),
    ],
)
def test_short_words_and_digits_have_to_be_exact(accepted: str, given: str) -> None:
    assert not forgiven(accepted, given)


def test_korean_word_of_five_syllables_may_have_one_of_them_wrong() -> None:
    assert forgiven("나이브베이즈", "나이브 베이스")
    assert forgiven("나이브베이즈", "나이브베즈")
    assert not forgiven("나이브베이즈", "나이부베이스")


def test_answer_of_four_letters_may_lack_one() -> None:
    assert forgiven("kappa", "kapa")
    assert not forgiven("kappa", "kopa")


def test_very_long_spelling_is_compared_as_it_stands() -> None:
    assert left_of_accepted("a" * 61) == left_of_answer("a" * 61) == frozenset()
