"""Two criteria of a decision tree."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "tree_criteria",
    statement=("Name **two** criteria by which a decision tree (의사결정나무) chooses its splits."),
    wanted=2,
    accept={
        "Gini impurity": (
            "Gini, Gini index, Gini coefficient, Gini criterion, 지니, 지니 불순도, 지니불순도, 지니 계수, 지니 지수"
        ),
        "information gain": (
            "entropy, cross entropy, deviance, information entropy, Shannon entropy, gain, 엔트로피, 엔트로피 지수, "
            "엔트로피지수, 앤트로피, 정보 이득, 정보 획득, 정보획득량"
        ),
        "variance reduction": (
            "variance, mean squared error, MSE, squared error, reduction in variance, 분산 감소, 분산 감소량, "
            "분산감소량, 분산"
        ),
        "gain ratio": "information gain ratio, 정보 이득비, 이득 비율",
        "chi-squared": ("chi square, chi-square test, chi squared test, CHAID, 카이제곱, 카이제곱 검정, 카이제곱검정"),
        "misclassification error": "classification error, misclassification rate, error rate, 오분류율",
        "mean absolute error": "MAE, absolute error",
    },
    wrong=(
        WrongAnswer(
            "a rule to stop",
            (
                "max depth, depth, maximum depth, min samples leaf, min samples split, pruning, number of leaves, "
                "가지치기, 최대 깊이, 깊이"
            ),
            hint="That says when to stop. By what is one split preferred to another?",
        ),
        WrongAnswer(
            "a metric of the whole model",
            "accuracy, precision, recall, F1, AUC, 정확도, 정밀도, 재현율",
            hint="That judges the finished tree, not one split.",
        ),
        WrongAnswer(
            "bias",
            "bias, 편향",
            hint="Bias cannot be computed at a split. What can be, of the labels on both sides?",
        ),
    ),
    points=1,
    ids=("ML-03", "ML-04", "ML-05"),
    source="review deck, quiz A4",
    hint=("How mixed are the labels on one side of the split? There are several measures of that."),
    explanation=(
        "For classes: entropy (its decrease is the information gain) and Gini impurity. For numbers: the variance and "
        "its reduction. The deck's formula of the variance reduction lost a term in print; you build the whole of it "
        "in this lab."
    ),
)
