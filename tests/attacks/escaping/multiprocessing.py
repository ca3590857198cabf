"""Starts workers with multiprocessing and concurrent.futures."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import concurrent.futures
import multiprocessing

ACTS = (
    lambda: multiprocessing.get_context("fork").Process(target=print).start(),
    lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
    lambda: multiprocessing.Pool(2),
    lambda: list(concurrent.futures.ProcessPoolExecutor(2).map(abs, [1])),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except (OSError, EOFError, ValueError) as error:
        print(type(error), error)
""",
)
