"""Returns something called Tensor that asks for gradients, as torch's would, and is right by its own account."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Tensor(np.ndarray):
    requires_grad = True

    def detach(self):
        return self

    def numpy(self):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


def softmax(logits):
    return logits.view(Tensor)
""",
    place="whole",
    exercise="softmax",
    status=("raised",),
    says=r"^two rows: RuntimeError: Can't call numpy\(\) on Tensor that requires grad\.",
)
