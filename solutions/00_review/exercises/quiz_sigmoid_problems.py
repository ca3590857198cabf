"""Three problems of the sigmoid."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "sigmoid_problems",
    statement=(
        "The sigmoid as the activation of hidden layers has **three** well-known problems. Name them, each in one to "
        "three words."
    ),
    wanted=3,
    accept={
        "vanishing gradient": (
            "vanishing gradients, gradient vanishing, saturation, saturates, saturated, it saturates, kills "
            "gradients, small gradients, dead gradients, 기울기 소실, 기울기소실, 그래디언트 소실, 그래디언트 배니싱, "
            "포화, 포화 상태"
        ),
        "not zero-centred": (
            "not zero-centered, not zero centered output, non-zero-centered, not centred at zero, not centered at "
            "zero, not centred, not centered, always positive, positive outputs, outputs are positive, mean is not "
            "zero, not zero mean, 중심이 0이 아님, 0 중심이 아님, 출력이 항상 양수, 항상 양수, 제로 센터가 아님, 원점 "
            "중심이 아님"
        ),
        "exp is expensive": (
            "expensive exp, expensive, exp, exponential, slow, slow to compute, computationally expensive, cost of "
            "exp, computational cost, expensive exponential, exponential is expensive, 지수 함수 계산, 계산 비용, "
            "계산량, 연산 비용, exp 연산, exp 계산, 느림"
        ),
    },
    wrong=(
        WrongAnswer(
            "exploding gradients",
            ("exploding gradient, exploding gradients, gradient explosion, 기울기 폭발, 그래디언트 폭발"),
            hint="Its slope is a quarter at most. Can gradients grow by that?",
        ),
        WrongAnswer(
            "dead units of ReLU",
            "dying ReLU, dead ReLU, dead units, dying units, 죽은 뉴런, 죽은 렐루",
            hint="That is the problem of another activation.",
        ),
        WrongAnswer(
            "not differentiable",
            "not differentiable, non-differentiable, 미분 불가능",
            hint="It has a derivative everywhere.",
        ),
        WrongAnswer(
            "linear",
            "linear, linearity, 선형, 선형성",
            hint="It is not linear; that is why one takes it at all.",
        ),
    ),
    points=1.5,
    ids=("ACT-01",),
    source="ToBig's deck, sigmoid",
    hint=(
        "Draw the curve: how steep is it far from the middle, and around which value does it lie? What has to be "
        "computed for it?"
    ),
    explanation=(
        "It saturates, so gradients vanish: the slope is 1/4 at most and near 0 far from the middle. Its outputs are "
        "all positive, not centred at 0, so the gradients of all weights into one unit of the next layer have the "
        "same sign. And exp takes longer than a comparison; today that matters least."
    ),
)
