"""Is a coroutine."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import asyncio


async def work():
    return 1.0


def softmax(logits):
    return work()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type coroutine, expected ndarray$",
)
