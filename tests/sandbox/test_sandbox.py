"""Test start and end of the sandbox: refusals, cleanup, and children of a killed grader."""

import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

import grader
from grader.core.errors import SandboxError, SandboxLostError
from grader.core.limits import Limits
from grader.sandbox import Sandbox, doctor
from grader.sandbox.sandbox import process_of
from tests.sandbox.reading import text


def children(pid: int) -> list[int]:
    """List the child processes of a process."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def gone(pid: int, seconds: float = 10) -> bool:
    """Wait for a process to end; whether it did within that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_closed_sessions_leave_no_process_or_file(sandbox):
    place, warm = Path(sandbox._base, "sessions"), process_of(sandbox._warm)
    before = len(os.listdir("/proc/self/fd"))
    warm_before = len(os.listdir(f"/proc/{warm}/fd"))
    for number in range(6):
        with sandbox.open({"deep/er/file.txt": b"x"}) as session:
            session.run_cell(
                "import os\nos.makedirs('a/b/c'); os.mkdir('locked', 0)\nopen('a/b/f', 'w').write('x')\n", "c"
            )
            if number % 2:
                session.run_cell("import os\nos._exit(0)\n", "c")
        assert list(place.iterdir()) == []
        assert children(warm) == []
    assert len(os.listdir("/proc/self/fd")) == before
    assert len(os.listdir(f"/proc/{warm}/fd")) == warm_before


def test_deep_scratch_folder_is_removed(sandbox):
    source = "import os\nfor _ in range(1500):\n    os.mkdir('d')\n    os.chdir('d')\nopen('bottom', 'w').close()\n"
    with sandbox.open(limits=Limits(cpu=20)) as session:
        assert session.run_cell(source, "cell").status == "ok"
    assert list(Path(sandbox._base, "sessions").iterdir()) == []


def test_session_is_closed_when_its_block_raises(sandbox):
    with pytest.raises(ValueError, match="ours"), sandbox.open() as session:
        raise ValueError("ours")
    assert not session.alive
    assert children(process_of(sandbox._warm)) == []


@pytest.mark.slow
def test_closing_the_sandbox_ends_all_processes(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where nobody else's sandbox lies
    sandbox = Sandbox(["numpy"])
    session = sandbox.open()
    warm, child, base = process_of(sandbox._warm), session._connection.child.pid, sandbox._base
    assert children(warm) == [child]
    sandbox.close()
    sandbox.close()
    assert gone(child)
    assert gone(warm)
    assert not base.exists()
    session.close()
    with pytest.raises(SandboxError, match="this sandbox is closed"):
        sandbox.open()
    assert list(tmp_path.iterdir()) == []


def test_children_end_with_the_grader(tmp_path):
    source = """
import os, sys, time
from grader.sandbox import Sandbox
sandbox = Sandbox(["numpy"])
session = sandbox.open()
from grader.sandbox.sandbox import process_of
print(process_of(sandbox._warm), session._connection.child.pid, sandbox._base, flush=True)
session.run_cell("while True: pass\\n1", "cell")
"""
    root = Path(grader.__file__).parents[1]
    process = subprocess.Popen([sys.executable, "-c", source], cwd=root, stdout=subprocess.PIPE, text=True)
    with process:
        warm, child, base = process.stdout.readline().split()
        time.sleep(0.2)
        process.kill()
    assert gone(int(child))
    assert gone(int(warm))
    shutil.rmtree(base)


@pytest.mark.slow
def test_death_of_the_warm_process_is_an_error_of_the_grader():
    with Sandbox(["numpy"]) as sandbox:
        session, idle = sandbox.open(), sandbox.open()
        os.kill(process_of(sandbox._warm), signal.SIGKILL)
        assert gone(session._connection.child.pid)
        with pytest.raises(SandboxLostError, match="the sandbox's warm process was ended from outside"):
            session.run_cell("1\n2\n", "cell")
        idle.close()
        with sandbox.open() as fresh:
            assert text(fresh.run_cell("1\n2\n", "cell")) == "2"
            assert len(children(process_of(sandbox._warm))) == 1
        assert list(Path(sandbox._base, "sessions").iterdir()) == []


def test_process_killed_from_outside_is_reported_as_such(sandbox):
    with sandbox.open() as session:
        os.kill(session._connection.child.pid, signal.SIGKILL)
        assert session.run_cell("1\n2\n", "cell").error == "the process was ended from outside"
        assert session.killed_from_outside
    with sandbox.open() as session:
        os.kill(session._connection.child.pid, signal.SIGSTOP)
        assert session.run_cell("1\n2\n", "cell").error == "was stopped from outside instead of going on"
        assert session.killed_from_outside
    with sandbox.open() as session:
        assert session.run_cell("import os\nos._exit(0)\n", "cell").status == "killed"
        assert not session.killed_from_outside


def test_process_ended_from_outside_before_it_took_the_files_is_lost(sandbox):
    """What is lost is run again by the grader, and costs nothing."""
    with sandbox.open() as session:
        os.kill(session._connection.child.pid, signal.SIGKILL)
        with pytest.raises(SandboxLostError, match="ended from outside"):
            session.put({"a.py": b"x = 1"})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize(
    "call", ["os.kill(os.getpid(), {})", "signal.raise_signal({})", "LIBC.syscall(234, ME, ME, {})"]
)
def test_process_can_neither_kill_nor_stop_itself(session, call, number):
    source = "import ctypes, os, signal\nLIBC, ME = ctypes.CDLL(None, use_errno=True), os.getpid()\n"
    source += f"if {call.format(int(number))} == -1: raise OSError(ctypes.get_errno(), 'refused')\n"
    if "syscall" in call and platform.machine() != "x86_64":
        pytest.skip("tgkill has another number on this machine")
    assert session.run_cell(source, "cell").error.startswith("PermissionError: [Errno 1]")
    assert session.run_cell("1\n", "cell").status == "ok"


@pytest.mark.slow
def test_folders_of_killed_graders_are_removed():
    source = """
import os, signal
from grader.sandbox import Sandbox
sandbox = Sandbox(["numpy"])
sandbox.open({"file": b"x"})
print(sandbox._base, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(grader.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, env=environment)
    left = Path(done.stdout.strip())
    assert left.is_dir()
    with Sandbox(["numpy"]) as sandbox:
        assert not left.exists()
        with Sandbox(["numpy"]):
            assert sandbox._base.is_dir(), "it is in use"


@pytest.mark.parametrize("name", ["../outside", "/etc/x", "", "a/../../b"])
def test_file_names_must_be_relative(sandbox, name):
    with pytest.raises(SandboxError, match=r"a file of the submission is called .*; names must be relative"):
        sandbox.open({name: b""})


def test_library_that_is_not_installed_is_an_error_with_a_remedy():
    with pytest.raises(SandboxError) as raised:
        Sandbox(["numpy", "no-such-library"])
    assert str(raised.value) == (
        "the lab's library 'no-such-library' is not installed: install it, or take it out of `libraries` in course.toml"
    )


def test_secret_in_a_library_folder_is_refused():
    folder = Path(np.__file__).parent
    with pytest.raises(SandboxError, match=r"is to be kept secret, but lies below .*, which students' code may read"):
        Sandbox(["numpy"], secrets=[folder / "testing"])


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_operating_systems_are_refused_with_a_reason(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(SandboxError) as raised:
        Sandbox(["numpy"])
    assert str(raised.value) == (
        f"student code cannot be confined on {platform}: run `grader doctor` to see what is missing, grade on a Linux "
        "machine or in a container that has it, or pass --allow-weak-sandbox if you trust every student's code with "
        "all that you can read"
    )
    assert doctor.rung() == "G"
    assert not any(layer.holds for layer in doctor.layers())


def test_parent_modules_import_on_other_operating_systems():
    package = Path(grader.__file__).parent
    modules = [f"{room}.{path.stem}" for room in ("sandbox", "child") for path in (package / room).glob("[a-z]*.py")]
    hidden = "fcntl resource pwd grp termios pyseccomp"
    source = f"""
import sys
import shutil  # Python's own modules may import others there
sys.platform = "win32"
for name in {hidden.split()!r}: sys.modules[name] = None
import importlib
for name in {modules!r}: importlib.import_module("grader." + name)
from grader.sandbox import Sandbox, Session
"""
    root = Path(grader.__file__).parents[1]
    subprocess.run([sys.executable, "-W", "error", "-c", source], cwd=root, check=True)


ROOT_ONLY = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")


@pytest.mark.parametrize(
    ("without", "rung"),
    [
        pytest.param(("bubblewrap", "landlock"), "E", marks=ROOT_ONLY),
        (("bubblewrap", "landlock", "other user"), "F"),
        (("bubblewrap", "landlock", "seccomp"), "G"),
    ],
)
def test_weak_rungs_are_refused_without_allow_weak(monkeypatch, without, rung):
    """The layers are really left out here; no session is opened, so no student code is run."""
    monkeypatch.setattr(Sandbox, "_without", without)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        secret = Path(folder).resolve() / "a secret"
        secret.touch(mode=0o644)
        with pytest.raises(SandboxError) as raised:
            Sandbox(["numpy"], secrets=[secret])
        reason = f"student code cannot be confined well enough here: rung {rung}, {doctor.RUNGS[rung]}. "
        ways = f"Run `grader doctor` to see what is missing, {doctor.WAYS_OUT}"
        if rung == "E":
            ways = f"{secret} is open to other users: run `chmod 0600 '{secret}'`, or close a folder above it"
        assert str(raised.value) == reason + ways
        with Sandbox(["numpy"], secrets=[secret], allow_weak=True) as sandbox:
            assert sandbox.rung == rung


@pytest.mark.slow
def test_without_landlock_everything_bubblewrap_shows_counts_as_readable(monkeypatch):
    monkeypatch.setattr(Sandbox, "_without", ("landlock",))
    with Sandbox(["numpy"]) as sandbox:
        if sandbox.rung != "D":
            pytest.skip("bubblewrap does not work here")
    program = Path(sys.executable).parent / "python"  # bound for the interpreter to start; no library of a lab
    with pytest.raises(SandboxError, match="is to be kept secret, but lies below"):
        Sandbox(["numpy"], secrets=[program.parent / "answers"])
    monkeypatch.setattr(Sandbox, "_without", ())
    Sandbox(["numpy"], secrets=[program.parent / "answers"]).close()


REACH = """
import os
for act in (lambda: open(PATH).read(), lambda: os.listdir(os.path.dirname(PATH)), lambda: os.unlink(PATH), os.fork):
    try: print("reached", act())
    except OSError: pass
"""


@pytest.mark.parametrize(
    ("without", "rungs"),
    [
        ((), "AB"),
        (("bubblewrap",), "B"),
        (("landlock",), "DE"),
        pytest.param(
            ("landlock", "bubblewrap"),
            "E",
            marks=ROOT_ONLY,
        ),
    ],
)
def test_secret_is_unreadable_on_every_rung_that_grades(monkeypatch, tmp_path_factory, without, rungs):
    folder = tmp_path_factory.mktemp("secrets")
    folder.chmod(0o700)
    secret = folder / "secret"
    secret.write_text("42")
    monkeypatch.setattr(Sandbox, "_without", without)
    with Sandbox(["numpy"], secrets=[folder]) as sandbox, sandbox.open() as session:
        assert sandbox.rung in rungs
        result = session.run_cell(f"PATH = {str(secret)!r}\n{REACH}", "cell")
        assert (result.status, text(result)) == ("ok", "")
        session.run_cell("import numpy as np\ndef task(x): return x + 1\nopen('mine', 'w').write('x')\n", "cell")
        assert session.probe("task", "call", {"args": [np.ones(1)]}).values == {"result": [2.0]}
        exists = text(session.run_cell(f"import os\nprint(os.path.exists({str(folder)!r}))\n", "cell"))
        assert sandbox.rung not in "AD" or exists == "False\n"
        assert text(session.run_cell("import os\nopen('mine').read() + os.path.basename(os.getcwd())\n", "c")) == "'x1'"
    assert secret.read_text() == "42"


def test_light_session_uses_little_memory(sandbox):
    with sandbox.open() as session:
        session.run_cell("import numpy as np\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n", "cell")
        for number in range(10):
            session.run_cell(f"def f{number}(x):\n    return x * {number}\n", "cell")
            session.probe(f"f{number}", "call", {"args": [np.ones(100)]})
        assert session.peak_memory < 50 << 20
        session.run_cell("x = np.ones(4 << 20)\n", "cell")
        assert session.peak_memory > 30 << 20  # what is measured


def test_sandbox_knows_its_rung_and_layers(sandbox):
    assert sandbox.rung in doctor.RUNGS
    assert [layer.name for layer in sandbox.layers] == list(doctor.LOST)


@pytest.mark.slow
def test_torch_is_importable_where_the_lab_names_it():
    pytest.importorskip("torch")
    with Sandbox(["numpy", "torch"]) as sandbox, sandbox.open() as session:
        source = "import torch\nx = torch.ones(3, requires_grad=True)\n(x ** 2).sum().backward()\nx.grad.tolist()\n"
        assert text(session.run_cell(source, "cell")) == "[2.0, 2.0, 2.0]"
        session.run_cell("def task(x): return torch.from_numpy(x) * torch.ones(2, requires_grad=True)\n1\n", "cell")
        observation = session.probe("task", "call", {"args": [np.ones(2)]})
        assert observation.types == {"result": "Tensor"}
        np.testing.assert_array_equal(observation.values["result"], [1, 1])
        threads = "torch.set_num_threads(4)\n(torch.ones(500, 500) @ torch.ones(500, 500)).sum().item()\n"
        assert text(session.run_cell(threads, "cell")) == "125000000.0"
        assert session.run_cell("import sklearn\n1\n", "cell").status == "raised"
