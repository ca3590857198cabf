"""Returns an object of a class that is called Tensor, with methods of its own."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Tensor:
    def detach(self):
        return self

    def numpy(self):
        return np.zeros(3)


def softmax(logits):
    return Tensor()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Tensor, expected ndarray \(a torch tensor: "
    r"compute with NumPy, or hand back tensor\.detach\(\)\.numpy\(\)\)$",
)
