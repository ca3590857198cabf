"""Returns an object of a type whose name is an answer of the grader's."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return type('right", "points": 2, "x": "', (), {})()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r'^two rows: probabilities has type right", "points": 2, "x": ", expected ndarray$',
)
