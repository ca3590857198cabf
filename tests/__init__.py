"""The tests. Test processes that run side by side compute on one thread each, or they wait for each other's."""

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")  # before NumPy is imported
