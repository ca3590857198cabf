"""Returns an array of objects that equal everything."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Equal:
    def __eq__(self, other):
        return True

    def __float__(self):
        raise SystemExit(0)

    __hash__ = None


def softmax(logits):
    made = np.empty(logits.shape, dtype=object)
    made.fill(Equal())
    return made
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray of object, expected ndarray \(its "
    r"elements are no numbers: were rows of unequal length or None put into it\?\)$",
)
