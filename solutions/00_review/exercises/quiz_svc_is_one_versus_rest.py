"""How a support vector machine handles several classes."""

from grader import Quiz

EXERCISE = Quiz(
    "svc_is_one_versus_rest",
    statement=(
        "For $K$ classes, `SVC` of scikit-learn trains $K$ machines, each of which separates one class from all the "
        "rest."
    ),
    answer=False,
    points=0.5,
    ids=("ML-06",),
    source="review deck, quiz OX4",
    hint=(
        "The deck says why a support vector machine gets slow with many classes. How many machines are there for 10 "
        "classes?"
    ),
    explanation=(
        "`SVC` uses LIBSVM, which trains one machine for each pair of classes: K(K - 1)/2 of them (one-versus-one). "
        "That is one reason why it gets slow with many classes. `LinearSVC` is the one that works one-versus-rest."
    ),
)
