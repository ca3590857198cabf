"""Returns an array of a class that lies about its class, shape and kind."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar(np.ndarray):
    __class__ = np.ndarray
    shape = property(lambda self: (2, 3))
    dtype = property(lambda self: np.dtype(float))
    nbytes = property(lambda self: 0)


def softmax(logits):
    return logits.view(Liar)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
