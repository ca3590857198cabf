"""Puts objects that equal everything in the parameters' place."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Equal:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __getattr__(self, name):
        return lambda *args, **options: self

    __hash__ = None
    __sub__ = __add__ = __abs__ = __le__ = lambda self, *others: self


class Adam:
    def __init__(self, params, *args, **options):
        params[:] = [Equal() for _ in params]

    def step(self, grads):
        return Equal()
""",
    place="whole",
)
