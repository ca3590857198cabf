"""What Adadelta does without."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "adadelta_does_without",
    statement=("RMSprop needs a hyperparameter that Adadelta, as its paper has it, does **without**. Which one?"),
    wanted=1,
    accept={
        "learning rate": (
            "global learning rate, the learning rate, initial learning rate, step size, lr, eta, η, alpha, 학습률, "
            "러닝 레이트, 러닝레이트, 전역 학습률, 초기 학습률"
        ),
    },
    wrong=(
        WrongAnswer(
            "the decay rate",
            ("rho, ρ, decay, decay rate, decay constant, beta, momentum, gamma, 감쇠율, 모멘텀"),
            hint="Both average squared gradients with it.",
        ),
        WrongAnswer(
            "epsilon",
            "epsilon, eps, ε, 엡실론",
            hint="Both need it, and Adadelta's first step depends on it.",
        ),
        WrongAnswer(
            "batch size",
            "batch size, 배치 크기, 배치 사이즈",
            hint="That belongs to the data, not to the method.",
        ),
    ),
    points=1,
    ids=("OPT-10",),
    source="ToBig's deck, Adadelta",
    hint="Compare the two update rules: what stands above the fraction?",
    explanation=(
        "Adadelta multiplies by the root of the averaged squared updates, where RMSprop multiplies by a global "
        "learning rate. So the units fit, and there is nothing to choose but the decay and eps. Libraries put a "
        "learning rate back in; 1.0 gives the paper's method."
    ),
)
