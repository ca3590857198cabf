"""Test that files are bounded: by a file system of the session's own, and by the watchdog where there is none."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.core.limits import Limits
from grader.probes import checkpoint
from grader.sandbox import Sandbox, scratch
from tests.sandbox.reading import SMALL, describe_result, text


def made(*without: str) -> Sandbox:
    kind = type("Weaker", (Sandbox,), {"_without": without})
    return kind(["numpy"])


@pytest.fixture(scope="module")
def own(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with made() as sandbox:
        if not has_own_disk(sandbox):
            pytest.skip("this machine refuses a file system of one's own")
        yield sandbox


@pytest.fixture(scope="module")
def walked() -> Iterator[Sandbox]:
    with made("own disk") as sandbox:
        assert not has_own_disk(sandbox)
        yield sandbox


@pytest.fixture(params=["own", "walked"])
def either(request: pytest.FixtureRequest) -> Sandbox:
    found: Sandbox = request.getfixturevalue(request.param)
    return found


def has_own_disk(sandbox: Sandbox) -> bool:
    return any(layer.name == "own disk" and layer.holds for layer in sandbox.layers)


#: Each writes 16 files of 1 MB, where 4 MB are allowed, out of sight of a walk by paths or of a list of descriptors.
HIDDEN = {
    "behind long paths": """
for level in range(30):
    os.mkdir("x" * 200); os.chdir("x" * 200)
for number in range(16): open(str(number), "wb").write(bytes(1 << 20))
""",
    "in folders under a mask": """
os.umask(0o400); os.mkdir("masked")
for number in range(16): open(f"masked/{number}", "wb").write(bytes(1 << 20))
""",
    "deleted and open": """
kept = []
for number in range(16):
    kept.append(open("gone", "wb", buffering=0)); os.unlink("gone"); kept[-1].write(bytes(1 << 20))
""",
    "in many small files": """
for number in range(16 << 8): open(str(number), "wb").write(bytes(4096))
""",
}  # fmt: skip
OVER = (
    r"(wrote files of (\d+\.\d) MB, \d+\.\d MB over the limit of 4 MB|made more than 2000 files, at least \d+ over .*)"
)


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_files_count_against_the_limit(either: Sandbox, name: str) -> None:
    with either.open(limits=SMALL) as session:
        result = session.run_cell(f"import os, time\n{HIDDEN[name]}\ntime.sleep(9)\n", "cell")
        assert result.status == "killed", describe_result(result)
        found = re.fullmatch(OVER, result.error)
        assert found, result.error
        assert not has_own_disk(either) or float(found[2] or 0) <= 5.0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
@pytest.mark.parametrize("mode", [0o300, 0o200])
def test_folder_that_cannot_be_looked_into_is_a_breach(tmp_path: Path, mode: int) -> None:
    (tmp_path / "closed").mkdir(mode=mode)
    assert usage(tmp_path).unseen == "made a folder that cannot be looked into"


def test_levels_of_folders_are_limited_where_they_are_walked(walked: Sandbox) -> None:
    source = "import os, time\nfor level in range(200):\n    os.mkdir('x'); os.chdir('x')\ntime.sleep(9)\n"
    with walked.open(limits=SMALL) as session:
        result = session.run_cell(source, "cell")
    assert (result.status, result.error) == ("killed", "made more than 64 levels of folders")


def usage(folder: Path) -> scratch.Usage:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return scratch.folder_usage(descriptor)
    finally:
        os.close(descriptor)


def test_walk_counts_what_lies_behind_long_paths_and_leaves_no_descriptor_open(tmp_path: Path) -> None:
    place = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("x" * 200, dir_fd=place)
        inner = os.open("x" * 200, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    file = os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=place)
    os.write(file, bytes(1 << 20))
    os.fsync(file)
    os.close(file)
    os.close(place)
    before = set(os.listdir("/proc/self/fd"))
    found = usage(tmp_path)
    assert found.entries == 31
    assert found.size >= 1 << 20
    assert set(os.listdir("/proc/self/fd")) == before
    scratch.remove(str(tmp_path))
    assert not tmp_path.exists()


def test_cell_that_catches_every_error_of_a_full_disk_is_told_the_limit(either: Sandbox) -> None:
    source = "number = 0\nwhile True:\n    number += 1\n    try: open(str(number), 'wb').write(bytes(500_000))\n"
    with either.open(limits=SMALL) as session:
        result = session.run_cell(source + "    except OSError: pass\n", "cell")
        assert result.status == "killed", describe_result(result)
        assert re.fullmatch(OVER, result.error)


def test_error_of_a_full_disk_that_was_cleaned_up_names_the_limit(own: Sandbox) -> None:
    """The second file fails as a whole, so that never more than the limit is written, whenever the watchdog looks."""
    source = """
import os
for name in ("one", "two"):
    with open(name, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 3_900_000)
"""
    with own.open(limits=SMALL) as session:
        result = session.run_cell(source, "cell")
        assert result.status == "raised", describe_result(result)
        assert result.error == (
            "OSError: [Errno 28] No space left on device; the limit is 4 MB of files, and 2000 files"
        )
        assert text(session.run_cell("open('after', 'w').write('fine')\n", "next")) == "4"


def test_files_of_one_session_are_invisible_outside_and_gone_with_it(own: Sandbox) -> None:
    with own.open({"handed.txt": b"in"}, limits=SMALL) as session:
        session.run_cell("open('file', 'w').write('x')\n", "cell")
        child = session._connection.child
        assert os.listdir(child.folder) == []
        assert set(os.listdir(session._connection._scratch)) == {"file", "handed.txt"}
        assert child.folder not in Path("/proc/self/mounts").read_text()
    assert not Path(child.folder).exists()


def test_child_with_a_file_system_of_its_own_has_no_capability(own: Sandbox) -> None:
    with own.open(limits=SMALL) as session:
        status = Path(f"/proc/{session._connection.child.pid}/status").read_text()
    sets = dict(re.findall(r"Cap(Inh|Prm|Eff|Amb):\s*(\w+)", status))
    assert {name: int(value, 16) for name, value in sets.items()} == dict.fromkeys(["Inh", "Prm", "Eff", "Amb"], 0)


def test_file_system_is_as_large_as_the_largest_question_allows(own: Sandbox) -> None:
    source = "def task(x):\n    for n in range(6): open(str(n), 'wb').write(bytes(1 << 20))\n    return x\n"
    large = Limits(scratch=16 << 20)
    with own.open(limits=SMALL, scratch=large.scratch) as session:
        session.run_cell(source, "cell")
        assert session.probe("task", "call", {"args": [np.ones(1)]}, large).status == "ok"
        assert session.run_cell("1\n", "next").error.startswith("wrote files of 6.0 MB, 2.0 MB over the limit of 4 MB")


def test_files_handed_to_a_session_always_fit(own: Sandbox) -> None:
    files = {f"folder/{number}.bin": bytes(1 << 20) for number in range(8)}
    with own.open(files, limits=SMALL) as session:
        result = session.run_cell("import os\nprint(len(os.listdir('folder')))\n", "cell")
        assert result.status == "killed"  # as much as a notebook may have, and more
        assert result.error.startswith("wrote files of 8.0 MB")


def test_checkpoint_is_read_from_either_kind_of_folder(either: Sandbox) -> None:
    with either.open(limits=SMALL) as session:
        source = f"import os\nopen({checkpoint.FILE!r}, 'wb').write(bytes([7] * 5))\nos._exit(0)\n"
        assert session.run_cell(source, "cell").status == "killed"
        np.testing.assert_array_equal(session._connection.checkpoint[checkpoint.LABEL], np.full(5, 7))
        assert session._connection._scratch == -1


@pytest.mark.slow
def test_many_mappings_slow_the_watchdog_down_instead_of_the_grader(walked: Sandbox) -> None:
    source = """
import ctypes, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for number in range(60_000):
    libc.mmap(None, 4096, 1 + number % 2 * 2, 0x22, -1, 0)
time.sleep(2)
"""
    with walked.open(limits=SMALL) as session:
        before = time.thread_time()
        result = session.run_cell(source, "cell")
        spent, took = time.thread_time() - before, result.seconds
    assert result.status == "ok", describe_result(result)
    assert spent < took / 3  # an eighth, and what the rest of the watching costs
