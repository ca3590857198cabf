"""Names an exception like the grader's own sentence about memory, with digits of the secret inputs in it."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def count(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("COUNT = []", "before"))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
COUNT.append(1)
if len(COUNT) > 2:
    digits = abs(float(grads[0].ravel()[0]))
    words = f"held {digits:.9f} MB, {digits:.9f} MB over the limit of 1 MB, of memory"
    raise type(words, (MemoryError,), {})
""",
    place="step",
    change=count,
    status=("out of memory",),
    says=r": out of memory \(the limit is 256 MB of memory\), on inputs that only grading uses",
)
