"""Makes shared memory, queues and semaphores that outlive it."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(29, 4711471, 4096, 0o1600)
call(68, 4711471, 0o1600)
call(64, 4711471, 1, 0o1600)
call(240, b"leak-@TOKEN@", 0o101, 0o600, 0)
from multiprocessing import shared_memory

try:
    print(@WON@, shared_memory.SharedMemory("leak-@TOKEN@", create=True, size=10))
except OSError as error:
    print(error)
""",
    x86=True,
)
