"""Test limits beyond memory and time: processes and hidden files; and that the grader's memory is unreadable."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.child import confine
from grader.child.syscalls import prctl
from grader.core.limits import Limits
from grader.sandbox import scratch
from tests.sandbox.reading import SMALL, describe_result

_GET_DUMPABLE = 3


def test_number_of_processes_of_a_child_is_limited(session):
    soft, hard = resource.prlimit(session._connection.child.pid, resource.RLIMIT_NPROC)
    assert soft == hard
    assert confine._TASKS <= soft < confine._TASKS + 100_000


def test_processes_and_threads_of_a_user_are_counted():
    before = confine.count_tasks(os.getuid())
    source = "import threading, time\nfor _ in range(30): threading.Thread(target=time.sleep, args=(60,)).start()\n"
    with subprocess.Popen([sys.executable, "-c", source + "print(flush=True)"], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        found = confine.count_tasks(os.getuid())
        process.kill()
    assert found - before >= 15, "others of the user's may have ended meanwhile"
    assert confine.count_tasks(54321) == 0


def test_memory_of_the_grader_cannot_be_read(sandbox):
    assert prctl(_GET_DUMPABLE) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look as another user")
def test_memory_of_a_hidden_process_cannot_be_read_by_the_same_user():
    source = (
        "import os, sys; os.setresuid(65534, 65534, 65534); sys.path.insert(0, sys.argv[1])\n"
        "from grader.child import confine, syscalls; syscalls.prctl(4, 1)\n"
        "def look():\n"
        "    pid = os.fork()\n"
        "    if not pid:\n"
        "        try: open(f'/proc/{os.getppid()}/mem', 'rb').close(); os._exit(1)\n"
        "        except PermissionError: os._exit(0)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "seen = look(); confine.hide(); print(seen, look())\n"
    )
    root = str(Path(confine.__file__).parents[2])
    script = "import sys; sys.argv[1:2] = []; exec(sys.argv.pop(1))"
    preload = f"import grader.child.confine; {script}"
    done = subprocess.run([sys.executable, "-c", preload, root, source, root], capture_output=True, text=True, cwd=root)
    assert done.stdout == "1 0\n", done.stderr


HIDING = {
    "deleted and open": "f = open('gone', 'wb'); os.unlink('gone'); f.write(b'x' * 400_000); f.flush()",
    "never named": "f = os.open('.', os.O_TMPFILE | os.O_RDWR); os.write(f, b'x' * 400_000)",
    "written over": "f = open('gone', 'wb'); f.write(b'x' * 400_000); f.flush(); os.replace('other', 'gone')",
}


@pytest.mark.parametrize("name", HIDING)
def test_unlinked_files_count_against_the_limit(session, name):
    source = (
        f"import os, time\nkept = []\nfor i in range(30):\n    open('other', 'w').close()\n    {HIDING[name]}\n"
        "    kept.append(f)\ntime.sleep(2)\n"
    )
    result = session.run_cell(source, "cell")
    assert (result.status, result.error[:14]) == ("killed", "wrote files of"), describe_result(result)


def test_deleted_file_that_is_only_mapped_counts_in_full(tmp_path):
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    file = tmp_path / "gone"
    file.write_bytes(b"x" * 4096)
    descriptor = os.open(file, os.O_RDONLY)
    place = libc.mmap(None, 4096, 1, 1, descriptor, 0)
    os.close(descriptor)
    try:
        assert scratch.deleted_bytes(os.getpid(), str(tmp_path), 1000) == 0
        file.unlink()
        assert scratch.deleted_bytes(os.getpid(), str(tmp_path), 1000) == 1000
        assert scratch.deleted_bytes(os.getpid(), str(tmp_path / "elsewhere"), 1000) == 0
    finally:
        libc.munmap(ctypes.c_void_p(place), ctypes.c_size_t(4096))
    assert scratch.deleted_bytes(2**30, "/", 1000) == 0, "a process that is not there"


def test_full_scratch_folder_is_blamed_on_the_cell_that_filled_it(sandbox):
    with sandbox.open(limits=SMALL) as session:
        assert session.run_cell("open('a', 'wb').write(b'x' * 3_900_000)\n1\n", "first").status == "ok"
        result = session.run_cell("open('b', 'wb').write(b'x' * 900_000)\n1\n", "second")
        assert result.status == "killed", describe_result(result)
        assert result.error.endswith(" MB over the limit of 4 MB")


def test_hidden_files_are_found_between_many_short_questions(session):
    session.run_cell("import os\nkept = []\ndef task():\n    kept.append(os.open('.', os.O_TMPFILE | os.O_RDWR))\n"
                     "    os.write(kept[-1], b'x' * 400_000)\n    return 1\n", "cell")  # fmt: skip
    for _ in range(40):
        observation = session.probe("task", "call", {}, Limits(scratch=4 << 20))
        time.sleep(0.01)
        if observation.status != "ok":
            break
    assert observation.status == "killed"
    assert observation.error.startswith("wrote files of")
