"""Test that a student's cells run as they do in Jupyter."""

import base64

import pytest

from grader.core.limits import Limits
from tests.sandbox.reading import describe_result, mimes, text


def test_names_defined_in_a_cell_are_available_in_the_next(run):
    assert run("import numpy as np\nx = np.arange(3)\n").status == "ok"
    assert text(run("x * 2")) == "array([0, 2, 4])"
    assert text(run("y = x\n_ + 1\n")) == "array([1, 3, 5])", "_ is the last result"


def test_last_expression_is_shown_unless_a_semicolon_follows(run):
    shown = run("a = 1\na + 1")
    assert [o["output_type"] for o in shown.outputs] == ["execute_result"]
    assert run("a = 1\na + 1;\n").outputs == ()


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("def f():\n    return 1", ""),
        ("def f():\n    return 1\nf()", "1"),
        ("def f(): return 1\n# a comment\n\nf()\n", "1"),
        ("class A:\n    b = 1\n\n    c = 2\nA.b", "1"),
        ("class A:\n    b = 1\n(\n    A.b)", "1"),
        ("print(\n    1)\n(\n 2\n )", "1\n2"),
        ("'''doc\nclass A:\n    text'''", repr("doc\nclass A:\n    text")),
    ],
)
def test_expressions_before_the_last_are_not_shown(run, source, shown):
    assert text(run(source)) == shown


@pytest.mark.parametrize("source", ["print(1)\nprint(2)\n", "print(1); print(2)"], ids=["plain", "through IPython"])
def test_consecutive_prints_are_merged_into_one_output(run, source):
    assert run(source).outputs == ({"output_type": "stream", "name": "stdout", "text": "1\n2\n"},)


def test_stdout_and_stderr_stay_separate_and_in_order(run):
    result = run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n")
    assert [(o["name"], o["text"]) for o in result.outputs] == [("stdout", "a\n"), ("stderr", "b\n"), ("stdout", "c\n")]


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nawait asyncio.sleep(0)\nprint('woke')",
        "async def f():\n    return 'woke'\nprint(await f())",
        "import asyncio\nprint('woke')\nasync with asyncio.timeout(1):\n    pass",
    ],
)
def test_await_works_at_top_level(run, source):
    result = run(source)
    assert result.status == "ok", describe_result(result)
    assert text(result) == "woke\n"


def test_magics_work(run):
    assert run("%%time\nx = 1\n").status == "ok"
    captured = run("%%capture out\nprint('hidden')\n")
    assert (captured.status, captured.outputs) == ("ok", ())
    assert text(run("out.stdout")) == "'hidden\\n'"
    assert "loop" in text(run("%timeit -n 1000000 -r 7 1 + 1")), "its repetitions are cut down"


def test_shell_commands_are_reported_but_not_run(run):
    result = run("!echo hello\n%pip install torch\nfiles = !ls\nprint('goes on', files)\n")
    assert result.status == "ok", describe_result(result)
    assert "goes on []" in text(result)
    assert "`!echo hello` is not run when grading" in text(result)
    assert "%pip is not run when grading" in text(result)
    bash = run("%%bash\necho hello\n")
    assert (bash.status, text(bash)) == ("ok", "%%bash is not run when grading\n")


def test_plots_are_output_as_images(run):
    result = run("import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.title('squares')\nplt.show()\n")
    assert result.status == "ok", describe_result(result)
    [shown] = mimes(result)
    assert "image/png" in shown
    picture = next(o["data"]["image/png"] for o in result.outputs if "data" in o)
    assert base64.b64decode(picture).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "source", ["%matplotlib inline\nplt.plot([1, 2]);", "fig, ax = plt.subplots()\nax.plot([1, 2]);"]
)
def test_open_figure_is_shown_without_plt_show(run, source):
    run("import matplotlib.pyplot as plt")
    assert ["image/png" in kinds for kinds in mimes(run(source))] == [True]


def test_display_of_rich_objects(run):
    source = """
class Rich:
    def _repr_html_(self): return "<b>bold</b>"
    def __repr__(self): return "plain"
from IPython.display import display
display(Rich())
Rich()
"""
    first, second = run(source).outputs
    assert (first["output_type"], second["output_type"]) == ("display_data", "execute_result")
    assert first["data"] == {"text/plain": "plain", "text/html": "<b>bold</b>"}


def test_updated_display_replaces_the_first(run):
    result = run("handle = display('first', display_id=True)\nhandle.update('second')\n")
    assert text(result) == "'second'"


def test_clear_output_and_carriage_returns_keep_only_the_last_state(run):
    assert text(run("from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)\n")) == "2\n"
    assert text(run("for i in range(3):\n    print(f'\\rstep {i}', end='')\n")).endswith("step 2")
    assert "step 0" not in text(run("for i in range(3):\n    print(f'\\rstep {i}', end='')\n"))


def test_traceback_has_the_students_lines_in_plain_text(session):
    session.run_cell("import numpy as np\ndef solve(a):\n    return np.linalg.inv(a)\n", "Solver")
    result = session.run_cell("print('before')\nsolve(np.zeros((2, 2)))\n", "try-it")
    assert result.status == "raised"
    assert result.error == "LinAlgError: Singular matrix"
    printed, error = result.outputs
    assert printed["text"] == "before\n"
    assert (error["output_type"], error["ename"], error["evalue"]) == ("error", "LinAlgError", "Singular matrix")
    trace = "\n".join(error["traceback"])
    assert '  File "<cell try-it>", line 2, in <module>\n    solve(np.zeros((2, 2)))' in trace
    assert '  File "<cell Solver>", line 3, in solve\n    return np.linalg.inv(a)' in trace
    assert 'File "numpy/linalg/' in trace, "a library's file is named by its place in the library"
    assert "\x1b" not in trace
    assert "/site-packages" not in trace
    assert "IPython" not in trace
    assert "grader/" not in trace


def test_traceback_of_an_error_in_a_cell_has_no_frame_of_the_grader(session):
    (error,) = session.run_cell("x = 1\nraise ValueError('no')\n", "cell").outputs
    assert error["traceback"] == [
        "Traceback (most recent call last):",
        '  File "<cell cell>", line 2, in <module>',
        "    raise ValueError('no')",
        "ValueError: no",
    ]
    (error,) = session.run_cell("%timeit 1 / 0", "timed").outputs
    assert "division by zero" in error["traceback"][-1]
    assert "grader/" not in "\n".join(error["traceback"])


@pytest.mark.parametrize(
    ("source", "status", "error"),
    [
        ("def f(:\n    pass\n", "raised", "SyntaxError: "),
        ("raise NotImplementedError\n1\n", "not attempted", "NotImplementedError"),
        ("import sys\nsys.exit('bye')\n", "raised", "SystemExit: bye"),
        ("raise KeyboardInterrupt\n1", "raised", "KeyboardInterrupt"),
        ("open('/etc/passwd')\n1\n", "blocked", ""),
        ("open('no-such-file')\n1\n", "raised", "FileNotFoundError: [Errno 2]"),
        ("import os\nopen(os.getcwd() + '/missing')\n1\n", "raised", "FileNotFoundError: [Errno 2]"),
        ("class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E\n", "raised", "E: (its message"),
        ("def f(): f()\nf()\n", "raised", "RecursionError: "),
        ("from torch import nn\n1", "raised", "ModuleNotFoundError: No module named 'torch'"),
        ("1/0", "raised", "ZeroDivisionError: division by zero"),
    ],
)
def test_failed_cell_is_described_and_later_cells_run(session, source, status, error):
    result = session.run_cell(source, "cell")
    assert (result.status, result.error[: len(error)]) == (status, error), describe_result(result)
    assert [o["output_type"] for o in result.outputs] == ["error"]
    assert text(session.run_cell("1 + 1", "next")) == "2"


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit", "x = 1\nexit()\n", "get_ipython().ask_exit()"])
def test_exit_and_quit_do_not_end_the_process(session, source):
    session.run_cell(source, "cell")
    assert session.alive
    assert text(session.run_cell("'still here'", "next")) == "'still here'"


def test_input_raises_an_error(run):
    assert run("name = input('? ')\n1").error.startswith("EOFError")


def test_output_over_the_limit_is_cut(sandbox):
    with sandbox.open() as session:
        result = session.run_cell("print('x' * 5_000_000)\nprint('end')\n", "cell", Limits(output=10_000))
        assert result.status == "ok"
        assert 10_000 <= len(text(result)) < 10_200
        notice = "[more output is left out: 4990005 characters over the limit of 10000 for a cell]\n"
        assert text(result).endswith(notice)
        large = session.run_cell("display({'text/html': 'x' * 50_000}, raw=True)", "cell", Limits(output=10_000))
        notice = "50009 bytes, where 10000 of the 10000 for a cell are left"
        assert text(large) == f"[an output that is too large is left out: {notice}]"


def test_output_written_past_python_is_dropped(run):
    assert run("import os\nfor _ in range(1000):\n    os.write(1, b'x' * 1000)\n").outputs == ()


def test_random_seed_is_the_same_in_every_session(sandbox):
    source = "import random, numpy as np\nrandom.random(), np.random.rand(), hash('text')\n"
    with sandbox.open() as one, sandbox.open() as other:
        assert text(one.run_cell(source, "cell")) == text(other.run_cell(source, "cell"))


def test_future_imports_apply_to_later_cells(run):
    run("from __future__ import annotations\n1\n")
    assert run("def f(x: Undefined): pass\nf(1)\n").status == "ok"
