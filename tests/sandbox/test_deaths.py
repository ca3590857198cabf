"""Test deaths of the child: each is reported with its cause, and other sessions are not affected."""

import re
import sys
import threading

import numpy as np
import pytest

from grader.core.errors import SandboxError
from grader.core.limits import Limits
from tests.sandbox.reading import SMALL, describe_result, text

OVER = r"used \d+\.\d s, \d+\.\d s over the limit of 1 s, of CPU time"
BROKE = "the notebook's code broke the part of the grader that runs beside it"
DEATHS = {
    "endless loop": ("while True: pass\n1", "timed out", OVER),
    "endless loop that catches everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n",
        "timed out",
        OVER,
    ),
    "endless loop in C": ("sum(iter(int, 1))\n1", "timed out", OVER),
    "endless loop in a thread": (
        "import threading\nthreading.Thread(target=lambda: sum(iter(int, 1))).start()\nimport time; time.sleep(60)\n",
        "timed out",
        OVER,
    ),
    "ignored signals": (
        "import signal\nfor n in (2, 15, 24): signal.signal(n, signal.SIG_IGN)\nwhile True: pass\n",
        "timed out",
        OVER,
    ),
    "os._exit": ("import os\nos._exit(0)\n", "killed", r"the process ended itself \(exit code 0\), as os._exit does"),
    "exit from a thread": (
        "import os, threading, time\nthreading.Thread(target=lambda: os._exit(3)).start()\ntime.sleep(9)\n",
        "killed",
        r"the process ended itself \(exit code 3\), as os._exit does",
    ),
    "segmentation fault": ("import ctypes\nctypes.string_at(0)\n", "killed", "the process crashed with SIGSEGV: .*"),
    "abort": ("import os\nos.abort()\n", "killed", "the process crashed with SIGABRT: a library aborted it"),
    "own kill": (
        "import os\nos.kill(os.getpid(), 15)\n1",
        "killed",
        "the process crashed with SIGTERM: it died of a signal",
    ),
    "thread bomb": (
        "import threading, time\nthreading.stack_size(32768)\nwhile True:\n"
        "    try: threading.Thread(target=time.sleep, args=(9,)).start()\n    except Exception: pass\n",
        "killed",
        r"ran \d+ threads, where 8 are allowed: \d+ too many",
    ),
    "patched builtins": ("import builtins\nbuiltins.len = builtins.isinstance = None\n1", "killed", BROKE),
    "many megabytes on the disk": (
        "i = 0\nwhile True:\n    i += 1\n    open(f'{i}', 'wb').write(b'x' * 500_000)\n",
        "killed",
        r"wrote files of \d+\.\d MB, \d+\.\d MB over the limit of 4 MB",
    ),
    "closed wire": ("import os\nos.close(3)\n1", "killed", BROKE),
    "exit code of the grader's own": ("import os\nos._exit(70)\n1", "killed", BROKE),
}  # fmt: skip


DEEP = (
    "import sys\nsys.setrecursionlimit(10**8)\nclass A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x\n"
)
if sys.version_info < (3, 12):  # later ones count recursion in C as well
    DEATHS["deep recursion"] = (DEEP, "killed", "the process crashed with SIGSEGV: .*")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="recursion in C ends the process here")
def test_deep_recursion_in_c_is_an_error_where_python_counts_it(session):
    result = session.run_cell(DEEP, "cell")
    assert (result.status, result.error) == ("raised", "RecursionError: maximum recursion depth exceeded")
    assert session.run_cell("1", "next").status == "ok"


@pytest.mark.parametrize("name", DEATHS)
def test_cell_that_ends_the_process_is_reported(session, sandbox, name):
    source, status, error = DEATHS[name]
    result = session.run_cell(source, "cell")
    assert result.status == status, describe_result(result)
    assert re.fullmatch(error, result.error), result.error
    assert not session.alive
    assert session.run_cell("1", "next").error == result.error, "a dead session keeps saying why"
    with sandbox.open(limits=SMALL) as fresh:
        assert text(fresh.run_cell("'fine'", "cell")) == "'fine'"


def test_too_many_files_end_the_process(session):
    source = "i = 0\nwhile True:\n    i += 1\n    open(f'{i}', 'wb').close()\n"
    result = session.run_cell(source, "cell", Limits(cpu=20))
    assert result.status == "killed"
    assert re.fullmatch(r"made more than 2000 files, at least \d+ over the limit", result.error), result.error


@pytest.mark.parametrize("name", ["endless loop", "os._exit", "segmentation fault", "thread bomb"])
def test_probe_that_ends_the_process_is_reported(session, name):
    source, status, error = DEATHS[name]
    body = "\n".join("    " + line for line in source.splitlines())
    session.run_cell(f"def task():\n{body}\n", "cell")
    observation = session.probe("task", "call", {})
    assert observation.status == status
    assert re.fullmatch(error, observation.error), observation.error
    assert (session.alive, observation.values) == (False, {})


@pytest.mark.parametrize("source", ["import time\ntime.sleep(60)\n", "import threading\nthreading.Event().wait()\n"])
def test_sleeping_cell_is_ended_by_the_wall_clock(session, source):
    result = session.run_cell(source, "cell", Limits(cpu=5, wall=0.5))
    assert result.status == "timed out"
    assert re.fullmatch(
        r"took 0\.\d s, 0\.\d s over the limit of 0\.5 s, in all, 0\.\d s of it computing"
        r"(; \d+\.\d s of waiting for a core do not count)?",
        result.error,
    )


MEMORY = {
    "bytes": "x = b'x' * (1 << 30)\n1",
    "list": "x = []\nwhile True: x.append([0] * 100_000)\n",
    "numpy": "import numpy as np\nx = np.ones((1 << 30) // 8)\n",
    "many small": "x = []\nwhile True: x.append(bytearray(10_000))\n",
    "shared map": "import mmap\nx = mmap.mmap(-1, 1 << 30)\nx.write(b'x' * (1 << 29))\n",
    "dictionary": "x = {}\nwhile True: x[len(x)] = str(len(x))\n",
    "catches MemoryError": "x = []\nwhile True:\n    try: x.append(b'x' * 1_000_000)\n    except MemoryError: pass\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MEMORY)
def test_memory_beyond_the_limit_is_reported(session, name):
    result = session.run_cell(MEMORY[name], "cell", Limits(cpu=3.0, memory=256 << 20))
    refused = result.status == "raised" and "Cannot allocate memory" in result.error
    assert refused or result.status in ("out of memory", "timed out"), describe_result(result)
    assert session.peak_memory <= 320 << 20


def test_session_survives_an_allocation_over_the_limit(session):
    refused = session.run_cell("import numpy as np\nx = np.ones(1 << 28)\n", "cell")
    assert refused.status == "out of memory"
    assert re.search(r"Unable to allocate 2\.00 GiB .*; the limit is 256 MB of memory$", refused.error), refused.error
    assert session.alive
    assert text(session.run_cell("x = np.ones(1 << 20)\nlen(x)\n", "cell")) == "1048576"


def test_memory_taken_past_the_rlimit_is_reported_with_the_excess(session):
    source = "import mmap\nx = mmap.mmap(-1, 100 << 20)\nx.write(b'x' * (100 << 20))\nimport time\ntime.sleep(9)\n"
    limits = Limits(memory=50 << 20)
    session._connection.set_kernel_limits(Limits(memory=1 << 30))
    session._connection._kernel_limits = limits.memory, limits.scratch  # as if the kernel did not hold the child to it
    result = session.run_cell(source, "cell", limits)
    assert result.status == "out of memory"
    assert re.fullmatch(r"held \d+\.\d MB, \d+\.\d MB over the limit of 50 MB, of memory", result.error), result.error


def test_memory_limit_can_be_raised_for_one_question(sandbox):
    with sandbox.open(limits=SMALL) as session:
        session.run_cell("import numpy as np\ndef task(): return len(np.ones(60 << 20))\n", "cell")
        assert session.probe("task", "call", {}).status == "out of memory"
        assert session.probe("task", "call", {}, Limits(memory=1 << 30)).values == {"result": 60 << 20}
        assert session.probe("task", "call", {}).status == "out of memory"


def test_size_of_one_file_is_limited(run):
    result = run("with open('big', 'wb') as f:\n    for _ in range(100): f.write(b'x' * 1_000_000)\n")
    assert result.error == "OSError: [Errno 27] File too large"


def test_number_of_open_descriptors_is_limited(run):
    assert run("files = [open('/dev/null') for _ in range(100)]\n1").error.startswith("OSError: [Errno 24]")


@pytest.mark.parametrize(
    "source",
    [
        "import os\nwhile True: os.fork()\n",
        "import subprocess\nsubprocess.run(['true'])\n",
        "import os\nassert os.system('true') == 0\n",
        "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print).start()\n",
        "import os\nos.execv('/bin/true', ['true'])\n",
        "import os\nos.posix_spawn('/bin/true', ['true'], {})\n",
        "import ctypes\nassert ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) != -1  # clone\n",
        "import ctypes\nassert ctypes.CDLL(None).syscall(435, 0, 0) != -1  # clone3\n",
        "import ctypes\nassert ctypes.CDLL(None).vfork() != -1\n",
    ],
)
def test_starting_a_process_is_refused(session, source):
    result = session.run_cell(source, "cell")
    assert result.status in ("blocked", "raised"), describe_result(result)
    assert session.alive


def test_notebook_is_replayed_in_a_fresh_process_after_a_death(sandbox):
    with sandbox.open(limits=SMALL) as session:
        session.run_cell("x = 1\ny = 2\n", "first")
        assert session.run_cell("import os\nos._exit(1)\n", "fatal").status == "killed"
    with sandbox.open(limits=SMALL) as session:
        session.run_cell("x = 1\ny = 2\n", "first")
        assert text(session.run_cell("x + y", "last")) == "3"
        assert session.run_cell("leak", "last").error == "NameError: name 'leak' is not defined"


@pytest.mark.slow
def test_limits_apply_to_each_question_separately(session):
    source = "import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.6: pass\n"
    for _ in range(4):
        assert session.run_cell(source, "cell").status == "ok"


def test_closed_session_raises(sandbox):
    session = sandbox.open()
    session.close()
    session.close()
    assert not session.alive
    with pytest.raises(SandboxError, match="this session is closed; open another"):
        session.run_cell("1", "cell")


def test_sessions_do_not_disturb_each_other(sandbox):
    failures = []

    def work(number: int) -> None:
        try:
            for turn in range(4):
                with sandbox.open(limits=SMALL) as session:
                    if (number + turn) % 4 == 0:
                        assert session.run_cell("import os\nos._exit(1)\n", "cell").status == "killed"
                        continue
                    session.run_cell(f"import numpy as np\ndef task(x): return x * {number}\n", "cell")
                    observation = session.probe("task", "call", {"args": [np.full(1000, turn)]})
                    np.testing.assert_array_equal(observation.values["result"], np.full(1000, turn * number))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


MIMIC = """
class {name}(MemoryError):
    pass


{name}.__name__ = {name}.__qualname__ = {words!r}


def task():
    raise {name}({message!r})
"""
MIMICRY = [
    ("held 77.7 MB, 7.7 MB over the limit of 4 MB, of memory", ""),
    ("the limit is 77 MB of memory", ""),
    ("MemoryError", "held 77.7 MB, 7.7 MB over the limit of 4 MB, of memory"),
    ("MemoryError", "the limit is 77 MB of memory"),
]


@pytest.mark.parametrize(("words", "message"), MIMICRY)
def test_exception_that_reads_like_the_graders_words_is_no_word_of_the_grader(sandbox, words, message):
    with sandbox.open() as session:
        assert session.run_cell(MIMIC.format(name="Mimic", words=words, message=message), "a").status == "ok"
        observation = session.probe("task", "call", {})
    assert observation.status == "out of memory"
    assert observation.limit == f"the limit is {session._limits.memory >> 20} MB of memory"


BABBLES = """
import socket


def task():
    for number in range(3, 20):
        try:
            socket.socket(fileno=number).sendall(b"77" * 99)
        except OSError:
            pass
"""
ENDS = {
    "exit code": ("import os\ndef task(): os._exit(77)", r""),
    "CPU time": (
        "def task():\n    while True: pass",
        r"used \d+\.\d s, \d+\.\d s over the limit of 1 s, of CPU time",
    ),
    "broken wire": (BABBLES, r""),
}


@pytest.mark.parametrize("kind", ENDS)
def test_limit_of_an_ended_process_has_no_words_that_the_process_chose(sandbox, kind):
    source, limit = ENDS[kind]
    with sandbox.open() as session:
        session.run_cell(source, "a")
        observation = session.probe("task", "call", {}, Limits(cpu=1.0, wall=20.0))
    assert observation.status in ("killed", "timed out")
    assert re.fullmatch(limit, observation.limit), observation


@pytest.mark.parametrize(
    "leave", ["os.rmdir(os.getcwd())", "[(os.mkdir('x' * 200), os.chdir('x' * 200)) for _ in '.' * 30]"]
)
def test_error_in_a_folder_without_a_name_is_reported_like_any_other(session, leave):
    result = session.run_cell(f"import os\nos.mkdir('own'); os.chdir('own')\n{leave}\n1 / 0\n", "cell")
    assert (result.status, result.error) == ("raised", "ZeroDivisionError: division by zero")
    assert session.alive
    assert session.run_cell("open('/no/such/file')\n1\n", "next").status == "blocked"


def test_wait_for_a_process_that_only_closed_its_wire_is_counted(session):
    result = session.run_cell("import os, time\nos.close(3)\ntime.sleep(30)\n", "cell")
    assert (result.status, result.error) == ("killed", "the process closed its connection to the grader")
    assert session.spent > 1.0, "two seconds, less what a busy machine adds"
