"""Unpacks a few bytes into three hundred megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
import zlib

engine = zlib.decompressobj()
packed = zlib.compressobj(9)
bomb = b"".join(packed.compress(bytes(1 << 22)) for _ in range(75)) + packed.flush()
print(@WON@, len(engine.decompress(bomb)))
""",
    status=("out of memory", "timed out"),
    says=r"its cell",
)
