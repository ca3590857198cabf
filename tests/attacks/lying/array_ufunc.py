"""Returns an object that answers every NumPy function with what pleases, by __array_ufunc__."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar:
    __array_priority__ = 1e9
    shape, dtype, ndim = (2, 3), np.dtype(float), 2

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(3, bool) if ufunc in (np.isnan, np.not_equal) else np.ones(3, bool)

    def __array__(self, *args, **options):
        return np.zeros((2, 3))


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
