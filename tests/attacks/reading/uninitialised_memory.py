"""Looks for traces of the course's files in memory that was never written."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    # by its digest: what an attack spells out is in memory too, and what the grader itself says is no secret
    source="""
import hashlib, re

for size in (100, 1_000, 10_000, 100_000, 1_000_000, 20_000_000):
    found = np.empty(size, dtype=np.uint8).tobytes()
    for word in set(re.findall(rb"[0-9a-f]{32}", found)):
        if hashlib.sha256(word).hexdigest() == "@DIGEST@":
            print(@WON@)
""",
)
