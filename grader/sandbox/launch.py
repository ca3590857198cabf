"""Start a module of `grader.child` in a process with a clean environment and one thread per library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

PACKAGE = Path(__file__).resolve().parents[1]
#: Imports the package from its own folder, whether it was installed or not, and runs one module's main.
_BOOT = """
import importlib.util as util, sys
place, module, descriptor, *search = sys.argv[1:]
sys.path += [path for path in search if path not in sys.path]
spec = util.spec_from_file_location("grader", place + "/__init__.py", submodule_search_locations=[place])
package = util.module_from_spec(spec)
sys.modules["grader"] = package
spec.loader.exec_module(package)
import importlib
importlib.import_module("grader.child." + module).main(int(descriptor))
"""
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def environment(home: Path) -> dict[str, str]:
    """All that a confined process has for an environment. home: folder for the caches of matplotlib and IPython."""
    return {
        **dict.fromkeys(_ONE_THREAD, "1"),
        "HOME": str(home),
        "IPYTHONDIR": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(home),
        "PATH": "/usr/bin:/bin",
        "PYTHONHASHSEED": "0",  # sets have the same order whenever a grade is reached again
        "TMPDIR": str(home),
    }


def start(
    module: str, config: dict[str, Any], home: Path, descriptor: int = -1, prefix: Sequence[str] = (), **streams: Any
) -> subprocess.Popen[bytes]:
    """Start `grader.child.<module>` with its configuration on stdin. descriptor: a socket to hand over.

    No -I, which would ignore PYTHONHASHSEED too: the environment is ours, and -P and -s keep foreign modules out.
    """
    python = [sys.executable, "-P", "-s", "-B", "-X", "utf8", "-c", _BOOT]
    process = subprocess.Popen(
        [*prefix, *python, str(PACKAGE), module, str(descriptor), *search_path()],
        stdin=subprocess.PIPE,
        env=environment(home),
        cwd=str(home),
        pass_fds=[descriptor] if descriptor >= 0 else [],
        start_new_session=True,
        **streams,
    )
    _feed(process.stdin, json.dumps(config).encode())
    process.stdin = None  # it is closed: communicate() must leave it alone
    return process


def search_path() -> list[str]:
    """Where this process finds libraries, for one that is started without its environment."""
    return [path for path in sys.path if path and "-packages" in path and os.path.isdir(path)]


def _feed(stdin: IO[bytes] | None, data: bytes) -> None:
    assert stdin is not None
    try:
        stdin.write(data)
        stdin.close()
    except BrokenPipeError:
        pass  # it died; its last words say why
