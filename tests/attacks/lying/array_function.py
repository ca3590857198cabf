"""Returns an object that stands in for allclose and array_equal, by __array_function__."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
class Liar:
    def __array_function__(self, function, types, args, options):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return self

    def __bool__(self):
        return True

    __eq__ = __le__ = __ge__ = __sub__ = __rsub__ = __abs__ = lambda self, *others: self
    __hash__ = object.__hash__


def softmax(logits):
    return Liar()
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type Liar, expected ndarray$",
)
