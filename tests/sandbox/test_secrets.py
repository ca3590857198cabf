"""Test from inside the child what student code must not reach. Every attempt prints what it got: nothing."""

import os
import re
from pathlib import Path

import pytest

import grader
from grader.child import landlock, rooms
from grader.sandbox import Sandbox, bubblewrap
from tests.sandbox.reading import describe_result, text

FILES = {
    "read": "print(open(PATH).read())",
    "list": "import os; print(os.listdir(os.path.dirname(PATH)))",
    "os.open": "import os; print(os.read(os.open(PATH, os.O_RDONLY), 100))",
    "numpy": "import numpy as np; print(np.fromfile(PATH))",
    "mmap by libc": "import ctypes; assert ctypes.CDLL(None).open(PATH.encode(), 0) < 0; raise PermissionError",
    "truncate": "import os; os.truncate(PATH, 0); print('done')",
    "open and truncate": "import os; os.open(PATH, os.O_RDONLY | os.O_TRUNC); print('done')",
    "write": "open(PATH, 'w').write('x'); print('done')",
    "unlink": "import os; os.unlink(PATH); print('done')",
    "rename": "import os; os.rename(PATH, 'mine'); print('done')",
    "link": "import os; os.link(PATH, 'mine'); print('done')",
    "symlink": "import os; os.symlink(PATH, 'mine'); print(open('mine').read())",
    "xattr": "import os; os.setxattr(PATH, 'user.x', b'1'); print('done')",
    "import": "import sys, os; sys.path.insert(0, os.path.dirname(PATH)); import answers; print(answers.ANSWER)",
    "run": "%run $PATH",
    "sqlite": "import sqlite3; print(sqlite3.connect(PATH).execute('select 1').fetchall() and open(PATH).read())",
    "copy": "import shutil; shutil.copy(PATH, 'mine'); print('done')",
    "up the tree": "import os; print(os.listdir('..'))",
    "home": "import os; print(os.listdir('/root'), os.listdir('/home'))",
    "passwd": "print(open('/etc/passwd').read())",
    "write beside": "open(PATH + '.new', 'w'); print('done')",
    "shm": "import os; print(os.listdir('/dev/shm'))",
    "environ": "print(open('/proc/self/environ', 'rb').read())",
    "parent's environ": "import os; print(open(f'/proc/{os.getppid()}/environ', 'rb').read())",
    "parent's memory": "import os; print(open(f'/proc/{os.getppid()}/mem', 'rb').read(1))",
    "processes": "import os; print(os.listdir('/proc'))",
    "own descriptors": "import os; print(os.listdir('/proc/self/fd'))",
    "block device": "print(open('/dev/vda', 'rb').read(1))",
    "numpy's own file": "import numpy; open(numpy.__file__, 'a'); print('done')",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_outside_the_sandbox_cannot_be_read(run, secret, name):
    secret.write_text("ANSWER = 42\n")
    run(f"PATH = {str(secret)!r}\n1\n")
    result = run(FILES[name])
    if name == "run":
        assert "Could not open file" in text(result) or "not found" in result.error
    else:
        assert result.status in ("blocked", "raised"), describe_result(result)
        assert text(result) == "", describe_result(result)
    assert "42" not in text(result)
    assert secret.read_text() == "ANSWER = 42\n"


@pytest.mark.parametrize("act", ["os.chmod(PATH, 0o777)", "os.utime(PATH, (0, 0))", "os.chown(PATH, 1, 1)"])
def test_chmod_and_utime_succeed_without_effect(run, secret, act):
    before = secret.stat()
    assert run(f"import os\nPATH = {str(secret)!r}\n{act}\n").status == "ok"
    after = secret.stat()
    assert (before.st_mode, before.st_mtime, before.st_uid) == (after.st_mode, after.st_mtime, after.st_uid)


@pytest.mark.parametrize(
    "act",
    ["os.open(PATH, os.O_RDONLY | os.O_TRUNC)", "os.truncate(PATH, 0)", "open(PATH, 'a')", "os.unlink(PATH)"],
)
def test_readable_files_cannot_be_written(run, sandbox, act):
    readable = Path(sandbox._base, "home", "readable")
    readable.write_text("readable")
    assert text(run(f"import os\nPATH = {str(readable)!r}\nopen(PATH).read()\n")) == "'readable'"
    assert run(f"{act}\n1\n").status == "blocked"
    assert readable.read_text() == "readable"


def test_scratch_folders_of_other_sessions_cannot_be_read(sandbox):
    with sandbox.open({"mine.txt": b"homework"}) as one, sandbox.open() as other:
        place = text(one.run_cell("import os; print(os.path.abspath('mine.txt'))", "cell")).strip()
        for act in ("open(PLACE).read()", "open(PLACE, 'w')", "os.listdir(os.path.dirname(PLACE))", "os.remove(PLACE)"):
            result = other.run_cell(f"import os\nPLACE = {place!r}\n{act}\n", "cell")
            assert result.status == "blocked", describe_result(result)
        assert text(one.run_cell("open('mine.txt').read()", "cell")) == "'homework'"


@pytest.mark.parametrize("name", ["torch", "mlxtend", "sklearn", "scipy", "pandas", "pytest", "nbgrader", "pyseccomp"])
def test_import_of_a_library_that_the_lab_does_not_name_fails(run, name):
    result = run(f"import {name}\nprint({name})\n")
    assert result.error == f"ModuleNotFoundError: No module named '{name}'"


@pytest.mark.parametrize("name", ["torch", "mlxtend", "sklearn"])
def test_files_of_a_library_that_the_lab_does_not_name_cannot_be_read(run, name):
    import numpy as np

    site = Path(np.__file__).parents[1]
    if not (site / name).exists():
        pytest.skip(f"{name} is not installed")
    result = run(f"import os\nprint(os.listdir({str(site / name)!r}))\n")
    assert result.status == "blocked", describe_result(result)
    init = site / name / "__init__.py"
    assert run(f"print(open({str(init)!r}).read())\n1").status == "blocked"


@pytest.mark.parametrize("name", ["solutions", "datasets", "tests", "course.toml", ".git"])
def test_course_folder_cannot_be_read(run, name):
    path = Path(grader.__file__).parents[1] / name
    act = (
        f"import os\nprint(os.listdir({str(path)!r}) if os.path.isdir({str(path)!r}) else open({str(path)!r}).read())\n"
    )
    assert run(act).status in ("blocked", "raised")


PACKAGE = Path(grader.__file__).parent
CLOSED = sorted({path.parent.name for path in PACKAGE.glob("*/__init__.py")} - set(rooms.ROOMS))
REACHES = {
    "open": "print(open(INIT).read())",
    "list": "import os\nprint([name for name in os.listdir(os.path.dirname(INIT))])",
    "from below": "import os\nprint(open(os.path.join(CORE, '..', ROOM, '__init__.py')))",
    "by descriptor": "import os\nprint(os.open('../' + ROOM, os.O_RDONLY, dir_fd=os.open(CORE, os.O_PATH)))",
    "import": "import importlib\nprint(importlib.import_module('grader.' + ROOM))",
    "import by path": "import grader, importlib, os\n"
    "grader.__path__ = [os.path.dirname(grader.__file__)]\nprint(importlib.import_module('grader.' + ROOM))",
}


def reach(session, room, act):
    names = {"INIT": str(PACKAGE / room / "__init__.py"), "CORE": str(PACKAGE / "core"), "ROOM": room}
    session.run_cell("".join(f"{name} = {value!r}\n" for name, value in names.items()), "names")
    return session.run_cell(f"{act}\n1\n", "cell")


@pytest.mark.parametrize("room", CLOSED)
def test_packages_of_the_grader_outside_the_child_are_refused(session, room):
    assert (PACKAGE / room / "__init__.py").exists()
    for name, act in REACHES.items():
        result = reach(session, room, act)
        assert result.status in ("blocked", "raised"), (name, describe_result(result))
        assert result.error.partition(":")[0] in ("PermissionError", "FileNotFoundError", "ModuleNotFoundError"), name
        assert text(result) == "", name


@pytest.mark.parametrize("without", [["bubblewrap"], ["landlock"]])
def test_bubblewrap_or_landlock_alone_closes_packages_of_the_grader(secret, without):
    if bubblewrap.unusable() or not landlock.version():
        pytest.skip("this machine does not have both")
    kind = type("Weaker", (Sandbox,), {"_without": without})
    with kind(["numpy"], secrets=[secret]) as weaker, weaker.open() as session:
        for room in CLOSED:
            for name, act in REACHES.items():
                assert reach(session, room, act).status in ("blocked", "raised"), (room, name)
        listed = text(session.run_cell(f"import os\nprint(os.listdir({str(PACKAGE)!r}))\n", "cell"))
        assert set(re.findall(r"\w+(?:\.\w+)?", listed)) <= {*rooms.ROOMS, "__init__.py"}


@pytest.mark.parametrize("room", rooms.ROOMS)
def test_packages_of_the_child_can_be_imported_and_read(run, room):
    act = f"import grader.{room}\nopen(grader.{room}.__file__).read()[:3]\n"
    assert text(run(act)) in ('\'"""\'', "''"), describe_result(run(act))


def test_import_of_course_names_from_the_facade_in_the_child_fails(run):
    for name in ("Case", "Exercise", "families", "oracles", "load_module"):
        result = run(f"from grader import {name}")
        assert result.error == "ModuleNotFoundError: No module named 'grader.course'"


def test_datasets_module_in_the_child_is_a_stand_in(run):
    result = run("from grader import datasets\ndatasets.load('mnist')\n")
    assert result.error == (
        "UnavailableError: data sets are not read while a notebook is graded: tasks are handed what they need"
    )
    assert run("import grader.datasets").error == "ModuleNotFoundError: No module named 'grader.datasets'"


def test_modules_with_answers_or_verdicts_are_not_loaded_in_the_child(run):
    loaded = text(run("import sys\nprint(*sorted(sys.modules))\n")).split()
    ours = {name for name in loaded if name == "grader" or name.startswith("grader.")}
    assert {name.split(".")[1] for name in ours if "." in name} <= set(rooms.ROOMS)
    assert not {"torch", "nbgrader", "pyseccomp", "answers"} & set(loaded)


def test_check_in_the_child_has_no_effect(run):
    result = run("from grader import check\nfrom grader import viz\ncheck(print)\n")
    assert (result.status, result.outputs) == ("ok", ())
    assert text(run("import sys\nprint('grader.student.check' in sys.modules)\n")) == "False\n"


def test_environment_of_the_child_holds_no_secret(run, monkeypatch):
    monkeypatch.setenv("DESCENT_SECRET", "42")
    found = text(run("import os\nprint(*sorted(os.environ))\n")).split()
    assert "DESCENT_SECRET" not in found
    known = {"HOME", "IPYTHONDIR", "LANG", "LC_ALL", "MALLOC_ARENA_MAX", "PATH", "PWD", "PYTHONHASHSEED", "TMPDIR"}
    assert {name for name in found if not name.endswith("_NUM_THREADS") and not name.startswith("MPL")} <= known
    assert text(run("import sys\nprint(sys.argv, sys.path[-1] == os.getcwd())\n")) == "[''] True\n"


HUNT = """
import gc
def strings():
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            yield from (x for pair in list(thing.items()) for x in pair if isinstance(x, str))
        elif isinstance(thing, (list, tuple, set)):
            yield from (x for x in list(thing) if isinstance(x, str))
print(sum((FIRST + SECOND) in string for string in list(strings())))
"""


def test_memory_of_a_child_holds_nothing_of_other_sessions_or_the_grader(sandbox, secret):
    mark = os.urandom(8).hex()
    with sandbox.open() as one:
        one.run_cell(f"mine = '{mark}'\n1\n", "cell")

        def hunt(where, word):
            where.run_cell(f"FIRST, SECOND = {word[:3]!r}, {word[3:]!r}\n", "halves")
            return int(text(where.run_cell(HUNT, "hunt")))

        assert hunt(one, mark) > 0, "the hunt finds what is there"
        for word in (mark, str(secret), secret.parent.name, "_descent_", "EXERCISE"):
            with sandbox.open() as other:
                assert hunt(other, word) == 0, word
