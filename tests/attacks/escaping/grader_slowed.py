"""Changes the limits, processors and priority of others."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import resource

ACTS = (
    lambda: resource.prlimit(@VICTIM@, resource.RLIMIT_CPU, (9999, 9999)),
    lambda: resource.prlimit(os.getppid(), resource.RLIMIT_AS, (1 << 40, 1 << 40)),
    lambda: os.sched_setaffinity(@VICTIM@, {0}),
    lambda: os.sched_setaffinity(os.getppid(), {0}),
    lambda: os.setpriority(os.PRIO_PROCESS, @VICTIM@, 19),
    lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    lambda: os.sched_setscheduler(@VICTIM@, os.SCHED_IDLE, os.sched_param(0)),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
