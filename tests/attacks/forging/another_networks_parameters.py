"""Puts a larger network, which knows more, in the place of the one that is to be trained."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    network.params[:] = [np.eye(784, 784), np.zeros(784), np.ones((784, 10)), np.zeros(10)]
    return [0.0] * (epochs * -(-len(images) // batch_size))
""",
    place="whole",
    exercise="train_mnist",
)
