"""Becomes another user, or gets capabilities back."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
for number in (105, 106, 122, 123):
    call(number, 0)
for number in (113, 114):
    call(number, 0, 0)
for number in (117, 119):
    call(number, 0, 0, 0)
call(116, 0, 0)
call(126, 0, 0)
call(135, 0)
""",
    x86=True,
)
