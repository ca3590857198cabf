"""Returns one number where an array belongs, which broadcasts."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.full((1,) * logits.ndim, 1 / logits.shape[-1])
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has shape \(1, 1\), expected \(2, 3\)$",
)
