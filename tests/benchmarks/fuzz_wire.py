"""A coverage-guided run over the decoder of the wire, for a bounded time; what it finds is an exception or a leak.

    python tests/benchmarks/fuzz_wire.py [--seconds 300]

Needs atheris, which the course itself does not: `pip install atheris` into an environment that also has numpy. Without
it, this says so and ends. An input that breaks the decoder is written to crash-... in the current folder, and the exit
code is not 0. tests/sandbox/test_fuzzed_wire.py tries the same decoder without it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MOST = 10_000  # bytes of an input: a little more than the caps of the decoder under test
_MEMORY = 1_024  # megabytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("skipped: atheris is not installed; pip install atheris (Linux, Python 3.11 to 3.13)")
        return 0
    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["grader", "json"]):
        from tests.child import frames

    def one(data: bytes) -> None:
        """An odd first byte: the rest as it is. An even one: a frame of right lengths, cut where the next two say."""
        if len(data) < 3 or data[0] % 2:
            frames.read(data[1:])
        else:
            body = data[3:]
            cut = int.from_bytes(data[1:3], "little") % (len(body) + 1)
            frames.read(frames.framed(body[:cut], body[cut:]))

    with tempfile.TemporaryDirectory() as corpus:
        for number, frame in enumerate(frames.valid()):
            text, _ = frames.HEADER.unpack_from(frame)
            Path(corpus, f"{number}-raw").write_bytes(b"\1" + frame)
            Path(corpus, f"{number}-body").write_bytes(b"\0" + text.to_bytes(2, "little") + frame[frames.HEADER.size :])
        limits = [f"-max_total_time={options.seconds}", f"-max_len={_MOST}", f"-rss_limit_mb={_MEMORY}", "-timeout=10"]
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", corpus], one)
        atheris.Fuzz()  # ends this process
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
