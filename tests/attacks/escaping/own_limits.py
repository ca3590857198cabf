"""Raises its own limits and its own priority."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import resource

ACTS = (
    lambda: resource.setrlimit(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[1:] * 2),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    lambda: os.nice(-5),
    lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except (OSError, ValueError) as error:
        print(type(error), error)
""",
)
