"""Returns an object of a class that is called ndarray."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class ndarray:  # noqa: N801
    shape, dtype, ndim, size = (), np.dtype(float), 0, 1

    def __array__(self, *args, **options):
        return np.zeros(3)

    def __eq__(self, other):
        return True


def softmax(logits):
    return ndarray()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray, expected ndarray$",
)
