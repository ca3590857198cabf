"""Four metrics of a model."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "model_metrics",
    statement=("Name **four** metrics (평가 지표) that say how good a model is, for regression or classification."),
    wanted=4,
    accept={
        "mean absolute error": "MAE, average absolute error, 평균 절대 오차, 평균절대오차, 평균절대값오차",
        "root mean squared error": "RMSE, root mean square error, 평균 제곱근 오차, 평균제곱근오차",
        "mean squared error": "MSE, mean square error, 평균 제곱 오차, 평균제곱오차",
        "relative absolute error": "RAE, 상대 절대 오차, 상대절대오차",
        "relative squared error": "RSE, 상대 제곱 오차, 상대제곱오차",
        "coefficient of determination": "R2, R^2, R squared, R-squared, R2 score, 결정 계수",
        "mean absolute percentage error": "MAPE, 평균절대비율오차, 평균 절대 백분율 오차",
        "accuracy": "ACC, error rate, 정확도, 오류율, 오분류율",
        "precision": "positive predictive value, PPV, 정밀도",
        "recall": "sensitivity, true positive rate, TPR, hit rate, 재현율, 민감도",
        "specificity": "true negative rate, TNR, false positive rate, FPR, 특이도",
        "F score": "F1, F1 score, F-measure, F beta, Fβ, F1-스코어, F1 점수, 에프원 스코어",
        "area under the ROC curve": (
            "AUC, ROC AUC, AUROC, ROC, ROC curve, area under the curve, AUC-ROC, ROC 곡선, 곡선 아래 면적"
        ),
        "log loss": (
            "cross entropy, cross-entropy loss, negative log likelihood, NLL, 로그 손실, 로그 로스, 교차 엔트로피, "
            "크로스 엔트로피"
        ),
        "Cohen's kappa": "kappa, 카파, 카파 계수",
        "Matthews correlation coefficient": "MCC, 매튜 상관 계수",
    },
    wrong=(
        WrongAnswer(
            "a table, not a number",
            "confusion matrix, 혼동 행렬, 오차 행렬",
            hint="Metrics are computed from that table. Name one of them.",
        ),
        WrongAnswer(
            "a way of testing",
            (
                "cross validation, k-fold, k-fold cross validation, holdout, hold-out, train test split, test set, "
                "validation, 교차 검증"
            ),
            hint="That says on which data one measures. What does one compute there?",
        ),
        WrongAnswer(
            "what a tree splits by",
            "Gini, Gini impurity, information gain, 지니, 지니 계수, 정보 이득",
            hint="A tree chooses its splits by that. How good is the tree then?",
        ),
        WrongAnswer(
            "throughput",
            "throughput",
            hint="That is how much a system handles per second. The deck prints it where it means the threshold.",
        ),
    ),
    points=1,
    ids=("ML-01", "ML-02"),
    source="review deck, quiz A3",
    hint=(
        "Half of them are for numbers, half for classes. What can you compute from the four counts of right and wrong "
        "answers?"
    ),
    explanation=(
        "For regression: MAE, RMSE, RAE, RSE, the coefficient of determination. For classification: accuracy, "
        "precision, recall, F score, AUC, log loss. You build most of them in this lab."
    ),
)
