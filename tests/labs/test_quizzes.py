"""Test the course's quizzes: what their texts may say, and what answers typed by hand earn."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from grader.core.literal_answer import read_cell
from grader.core.quiz_sheet import QuizSheet
from grader.core.records import Verdict
from grader.core.spelling import bare
from grader.course.quiz import Quiz
from grader.course.quiz_sheets import full_sheet
from grader.judge.quiz import judge_quiz
from tests.labs.labs import LABS

QUIZZES = {quiz.name: quiz for lab in LABS for quiz in lab.quizzes}
#: The key of the review deck, for statements that say the same as the deck's; those that were mended are looked up.
KEY = {
    "rbf_network_layers": True,
    "boosting_reduces_variance": False,  # stumps have bias, which boosting reduces
    "random_forest_is_bagging": True,
    "svc_is_one_versus_rest": False,
    "normal_equation_needs_scaling": False,
    "l2_penalty_saves_memory": False,  # the L1 penalty does
    "l2_norm_is_manhattan": False,
    "sgd_in_the_strict_sense": True,
    "xgboost_in_three_points": True,
    "isomap_in_three_steps": True,
    "relu_below_zero": True,
    "adam_in_three_parts": True,
    "torch_channels_last": False,
}
#: (quiz, answers as somebody types them, points, misconception)
TYPED = [
    ("supervised_algorithms", ["SVM", "k-NN"], 1, None),
    ("supervised_algorithms", ["서포트 벡터 머신", "나이브 베이즈"], 1, None),
    ("supervised_algorithms", ["Suport Vector Machine", "Navie Bayes"], 1, None),
    ("supervised_algorithms", ["logistic regresion", "desicion tree"], 1, None),
    ("supervised_algorithms", ["svm", "Support Vector Machine"], 0.5, None),
    ("supervised_algorithms", ["linear regression", "Random Forest"], 0.5, "an ensemble"),
    ("supervised_algorithms", ["K-Means", "knn"], 0.5, "an unsupervised method"),
    ("supervised_algorithms", ["XGBoost", "PCA"], 0, "an ensemble + an unsupervised method"),
    ("supervised_algorithms", ["classification", "regression"], 0, "a task, not an algorithm"),
    ("unsupervised_tasks", ["clustering", "Dimensionality Reduction"], 1, None),
    ("unsupervised_tasks", ["차원축소", "이상치 탐지"], 1, None),
    ("unsupervised_tasks", ["dimension reducton", "군집 분석"], 1, None),
    ("unsupervised_tasks", ["PCA", "denoising"], 0.5, "an algorithm, not a task"),
    ("unsupervised_tasks", ["classification", "clustering"], 0.5, "a supervised task"),
    ("model_metrics", ["MAE", "RMSE", "R²", "F1-score"], 1, None),
    ("model_metrics", ["정확도", "정밀도", "재현율", "AUC"], 1, None),
    ("model_metrics", ["accuracy", "precison", "recall", "logloss"], 1, None),
    ("model_metrics", ["F1", "f1 score", "F-measure", "AUROC"], 0.5, None),
    ("model_metrics", ["confusion matrix", "accuracy", "precision", "recall"], 0.75, "a table, not a number"),
    ("tree_criteria", ["Gini impurity", "entropy"], 1, None),
    ("tree_criteria", ["지니계수", "정보 이득"], 1, None),
    ("tree_criteria", ["variance reduction", "gini"], 1, None),
    ("tree_criteria", ["entropy", "information gain"], 0.5, None),
    ("tree_criteria", ["max depth", "entropy"], 0.5, "a rule to stop"),
    ("sigmoid_problems", ["vanishing gradients", "not zero-centered", "exp is expensive"], 1.5, None),
    ("sigmoid_problems", ["기울기 소실", "항상 양수", "지수함수 계산"], 1.5, None),
    ("sigmoid_problems", ["saturation", "vanishing gradient", "slow"], 1, None),
    ("adadelta_does_without", "Learning Rate", 1, None),
    ("adadelta_does_without", "학습률", 1, None),
    ("adadelta_does_without", "rho", 0, "the decay rate"),
]


@cache
def sheet_of(name: str) -> QuizSheet:
    return full_sheet("lab", QUIZZES[name])


def graded(quiz: Quiz, value: Any) -> Verdict:
    return judge_quiz(sheet_of(quiz.name), read_cell(f"{quiz.name} = {value!r}", quiz.name, quiz.texts))


def test_statements_have_the_known_answers() -> None:
    assert {quiz.name: quiz.answer for quiz in QUIZZES.values() if not quiz.in_words} == KEY


def test_about_half_of_the_statements_of_a_lab_are_true() -> None:
    for lab in LABS:
        answers = [quiz.answer for quiz in lab.quizzes if not quiz.in_words]
        assert not answers or 0.35 <= sum(map(bool, answers)) / len(answers) <= 0.65


@pytest.mark.parametrize(("name", "value", "points", "misconception"), TYPED)
def test_typed_answer_earns_what_it_is_worth(name: str, value: Any, points: float, misconception: str | None) -> None:
    verdict = graded(QUIZZES[name], value)
    assert (verdict.points, verdict.misconception) == (points, misconception)


@pytest.mark.parametrize("name", QUIZZES)
def test_question_and_hints_do_not_tell_the_answer(name: str) -> None:
    quiz = QUIZZES[name]
    for text in (quiz.statement, quiz.hint, *(wrong.hint for wrong in quiz.wrong)):
        words = bare(re.sub(r"[*`$]", "", text))
        told = [each for texts in quiz.spellings().values() for each in texts if len(each) > 3 and bare(each) in words]
        assert told == [], text


@pytest.mark.parametrize("name", QUIZZES)
def test_texts_are_short_and_end_in_a_full_stop(name: str) -> None:
    quiz = QUIZZES[name]
    assert len(quiz.explanation.split()) <= 70
    for text in (quiz.explanation, quiz.statement, quiz.hint, *(wrong.hint for wrong in quiz.wrong)):
        assert text[-1] in ".?", text
    assert len(quiz.statement.split()) <= 35
