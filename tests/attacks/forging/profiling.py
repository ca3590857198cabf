"""Sets a profiler that tampers with the observed values of its caller."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys


def profile(frame, event, value):
    task = frame.f_locals.get("task")
    if event == "c_call" and getattr(task, "__name__", "") == "Adam" and "values" in frame.f_locals:
        frame.f_locals["values"].clear()


sys.setprofile(profile)
""",
)
