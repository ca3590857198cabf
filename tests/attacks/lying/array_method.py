"""Returns an object that becomes another array each time."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar:
    def __array__(self, *args, **options):
        return np.random.default_rng().normal(size=3)

    def __len__(self):
        return 3


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
