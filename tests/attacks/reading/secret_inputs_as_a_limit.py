"""Puts digits of the secret inputs into a message that reads like the grader's sentence about its limit."""

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
    raise MemoryError(f"the limit is {abs(int(1e9 * grads[0].ravel()[0]))} MB of memory")
""",
    place="step",
    change=count,
    status=("out of memory",),
    says=r": out of memory \(the limit is 256 MB of memory\), on inputs that only grading uses",
)
