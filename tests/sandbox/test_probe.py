"""Test probes in the child: tasks are exercised there, and values return validated and capped."""

import numpy as np
import pytest

from grader.core.errors import GraderFault
from grader.core.limits import Limits
from grader.sandbox import Sandbox
from tests.sandbox.reading import describe_result, text

ADAM = """
import numpy as np
class Descent:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr
    def step(self, grads):
        print("working")
        for p, g in zip(self.params, grads):
            p -= self.lr * g
"""


def test_trajectory_probe_returns_its_arrays(session):
    session.run_cell(ADAM, "cell")
    inputs = {"params": [np.ones(2)], "grads": [[np.ones(2)]] * 2, "options": {"lr": 0.25}}
    observation = session.probe("Descent", "trajectory", inputs)
    assert observation.status == "ok"
    assert list(observation.values) == ["params[0] after step 1", "params[0] after step 2"]
    np.testing.assert_array_equal(observation.values["params[0] after step 2"], [0.5, 0.5])
    assert set(observation.types.values()) == {"ndarray"}
    assert observation.seconds > 0


def test_output_printed_by_a_probe_is_dropped(session):
    session.run_cell(ADAM, "cell")
    session.probe("Descent", "trajectory", {"params": [np.ones(1)], "grads": [[np.ones(1)]], "options": {}})
    assert session.run_cell("1;", "next").outputs == ()


def test_undefined_name_has_the_status_missing(session):
    observation = session.probe("Adam", "call", {})
    assert (observation.status, observation.error) == ("missing", "nothing is called Adam")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("raise ValueError('no')", "raised", "ValueError: no"),
        ("raise NotImplementedError", "not attempted", "NotImplementedError"),
        ("open('/etc/passwd')", "blocked", ""),
        ("open('helper.csv')", "raised", "FileNotFoundError: [Errno 2] No such file or directory: 'helper.csv'"),
        ("import sys; sys.exit()", "raised", "SystemExit"),
        ("return np.ones(10**12)", "out of memory", "MemoryError"),
        ("return 'x' * 10**10", "out of memory", "MemoryError"),
    ],
)
def test_exception_in_a_probe_is_described(session, body, status, error):
    session.run_cell(f"import numpy as np\ndef task(x):\n    {body}\n", "cell")
    observation = session.probe("task", "call", {"args": [1.0]})
    assert (observation.status, observation.error[: len(error)]) == (status, error)
    assert session.alive
    assert observation.trace[-1].startswith("line 3, in task")


@pytest.mark.parametrize(
    ("value", "kind", "array"),
    [
        ("1.5", "float", np.array(1.5)),
        ("[1, 2]", "list", np.array([1, 2])),
        ("None", "NoneType", None),
        ("'text'", "str", None),
        ("np.array([{}])", "ndarray of object", None),
        ("np.longdouble(1)", "longdouble", None),
        ("np.float32([1, 2])", "ndarray", np.float32([1, 2])),
        ("np.arange(3).astype('>i4')", "ndarray", np.arange(3, dtype="<i4")),
        ("np.ma.masked_array([1., 2.], [0, 1])", "MaskedArray", np.array([1.0, 2.0])),
        ("Sub", "Sub", np.zeros(2)),
        ("np.array([np.nan, np.inf])", "ndarray", np.array([np.nan, np.inf])),
    ],
)
def test_values_are_returned_with_their_original_types(session, value, kind, array):
    source = f"""
import numpy as np
class _Sub(np.ndarray):
    def __array__(self, *a, **k): raise SystemExit
    def __array_ufunc__(self, *a, **k): return True
    def __eq__(self, other): return True
Sub = np.zeros(2).view(_Sub)
Sub.__class__.__name__ = "Sub"
def task(): return {value}
"""
    assert session.run_cell(source, "cell").status == "ok"
    observation = session.probe("task", "call", {})
    assert observation.status == "ok", observation
    assert observation.types == {"result": kind}
    if array is None:
        assert observation.values == {}
    else:
        assert observation.values["result"].dtype == array.dtype
        assert type(observation.values["result"]) is np.ndarray
        np.testing.assert_array_equal(observation.values["result"], array)


def test_result_that_is_too_large_is_refused(session):
    session.run_cell("import numpy as np\ndef task(): return np.zeros(9 << 20)\n", "cell")
    observation = session.probe("task", "call", {})
    assert (observation.status, observation.values) == ("raised", {})
    assert observation.error == "the result is too large: 72 MB in 1 values, where 64 MB in 5000 values are allowed"


def test_large_inputs_reach_the_child(sandbox):
    images = np.arange(40 << 20, dtype=np.uint8)
    with sandbox.open() as session:
        session.run_cell("def task(x): return int(x.sum()), len(x)\n1\n", "cell")
        observation = session.probe("task", "call", {"args": [images], "returns": ["sum", "length"]})
    assert observation.values == {"sum": images.sum(), "length": 40 << 20}


def test_inputs_changed_by_a_task_are_unchanged_for_the_next(session):
    session.run_cell("def task(x):\n    x += 1\n    return x\n", "cell")
    inputs = {"args": [np.zeros(2)]}
    for _ in range(2):
        observation = session.probe("task", "call", inputs)
        np.testing.assert_array_equal(observation.values["result"], [1, 1])
        assert observation.notes == ("changes its input",)
    np.testing.assert_array_equal(inputs["args"][0], [0, 0])


def test_warnings_become_notes(session):
    session.run_cell("import warnings\ndef task(): warnings.warn('careful \\x1b[31m' + 'x' * 5000)\n", "cell")
    [note] = session.probe("task", "call", {}).notes
    assert note.startswith("warns: UserWarning: careful xxx")
    assert len(note) <= 300


GIVEN = b"""
import numpy as np
class Network:
    def __init__(self, sizes, rng, dtype=np.float64):
        self.params = [np.zeros(sizes[0])]
    def predict(self, x): return np.zeros(len(x), dtype=int)
class SignDescent:
    def __init__(self, params, lr): self.params, self.lr = params, lr
"""
FIT = {
    "images": np.ones((4, 2)),
    "labels": np.zeros(4, dtype=int),
    "sizes": [2],
    "optimizer": "SignDescent",
    "options": {"lr": 1.0},
    "epochs": 1,
    "batch_size": 2,
    "seed": 0,
    "shuffle": 0,
}
TRAIN = """
import given
def train(network, optimizer, images, labels, *, epochs, batch_size, rng):
    assert isinstance(optimizer, given.SignDescent)
    network.params[0] -= optimizer.lr
    return [float(len(images))]
"""


def test_given_module_is_importable_by_probe_and_student(sandbox):
    with sandbox.open({"given.py": GIVEN}) as session:
        result = session.run_cell(TRAIN, "cell")
        assert result.status == "ok", describe_result(result)
        observation = session.probe("train", "fit", FIT)
        assert observation.status == "ok", observation
        np.testing.assert_array_equal(observation.values["losses"], [4.0])
        np.testing.assert_array_equal(observation.values["params[0] after training"], [-1, -1])


def test_probe_finds_the_students_optimizer_in_the_notebook(sandbox):
    own = "class Own:\n    lr = 2.0\n    def __init__(self, params): pass\n"
    with sandbox.open({"given.py": GIVEN}) as session:
        session.run_cell(TRAIN.replace("isinstance(optimizer, given.SignDescent)", "True"), "cell")
        session.run_cell(own, "own")
        observation = session.probe("train", "fit", {**FIT, "own": True, "optimizer": "Own", "options": {}})
        np.testing.assert_array_equal(observation.values["params[0] after training"], [-2, -2])


LAB_PROBES = b"""
from grader.probes import Probe

def run(task, inputs, context, notes):
    yield "twice", task(task(inputs["x"]))

twice = Probe("twice", run)
"""


def test_probe_of_a_lab_is_found_in_its_handed_out_file(sandbox):
    with sandbox.open({"probes.py": LAB_PROBES}) as session:
        session.run_cell("def task(x): return x + 1\n", "cell")
        assert session.probe("task", "twice", {"x": 1}).values == {"twice": 3}
        assert session.probe("task", "thrice", {"x": 1}).error == (
            "LookupError: grader.probes or the lab's probes.py has no probe called 'thrice'"
        )
    with sandbox.open() as session:
        session.run_cell("def task(x): return x + 1\n", "cell")
        assert session.probe("task", "twice", {"x": 1}).error == (
            "LookupError: grader.probes has no probe called 'twice'"
        )


def test_preloaded_handouts_serve_sessions_with_the_same_files():
    handouts = {"given.py": b"import itertools\nK = 1\ncounter = itertools.count()\n"}
    source = "import given\nprint(given.K, next(given.counter), 'descent' in given.__file__)\n"
    with Sandbox(["numpy"], allow_weak=True, handouts=handouts) as sandbox:
        for _ in range(2):  # no session sees what another one did
            with sandbox.open({"given.py": handouts["given.py"]}) as session:
                assert text(session.run_cell(source, "cell")) == "1 0 True\n"
        with sandbox.open({"given.py": b"K = 2\ncounter = iter('a')\n"}) as session:
            assert text(session.run_cell(source, "cell")) == "2 a True\n"
        with sandbox.open() as session:
            assert session.run_cell("import given", "cell").status == "raised"


def test_folder_of_the_same_name_does_not_stand_in_for_a_handout(sandbox):
    files = {"plots.py": b"OURS = True\n", "plots/__init__.py": b"OURS = False\n"}
    with sandbox.open(files) as session:
        assert text(session.run_cell("import plots\nprint(plots.OURS)", "cell")) == "True\n"


def test_files_of_a_session_can_be_read_and_imported(sandbox):
    files = {
        "helper.py": b"def twice(x): return 2 * x\n",
        "data/table.csv": b"a,b\n1,2\n",
        "pkg/__init__.py": b"K = 7\n",
    }
    with sandbox.open(files) as session:
        source = "import helper, pkg\nprint(helper.twice(4), pkg.K, open('data/table.csv').read())\n"
        assert text(session.run_cell(source, "cell")) == "8 7 a,b\n1,2\n\n"


@pytest.mark.parametrize("name", ["numpy", "grader", "random", "statistics", "colorsys", "IPython", "sitecustomize"])
def test_files_beside_the_notebook_do_not_shadow_modules(sandbox, name):
    with sandbox.open({f"{name}.py": b"raise SystemExit('shadowed')\n"}) as session:
        result = session.run_cell(f"import {name}\nprint({name}.__file__)\n", "cell")
        if name != "sitecustomize":
            assert result.status == "ok", describe_result(result)
            assert "descent-" not in text(result)
        assert session.probe("missing", "call", {}).status == "missing"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"1/0\n", r"given\.py: ZeroDivisionError: division by zero"),
        (b"while True: pass\n", r"used \d\.\d s, .* of CPU time"),
        (b"import os\nos._exit(3)\n", r"the process ended itself \(exit code 3\), as os\._exit does"),
    ],
)
def test_given_module_that_fails_or_hangs_is_a_fault_of_the_grader(sandbox, source, reason):
    with pytest.raises(GraderFault, match=f"^a process could not take the files of a submission: {reason}"):
        sandbox.open({"given.py": source}, Limits(cpu=0.3))


def test_file_whose_own_place_is_refused_is_left_out_and_named(sandbox):
    files = {"a": b"1", "a/b": b"2", "x" * 300: b"3", "c": b"4"}
    with sandbox.open(files) as session:
        assert session.left_out == ("a/b", "x" * 300)
        assert text(session.run_cell("import os\nsorted(os.listdir())", "cell")) == "['a', 'c']"
