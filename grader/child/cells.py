"""Run a notebook's cells in the child as Jupyter would: magics, top-level await, display and plots, one namespace."""

from __future__ import annotations

import ast
import linecache
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from grader.child.outputs import Collector, Stream
from grader.probes.exceptions import describe, outcome_of

_SHELL_CELLS = ("bash", "sh", "script", "system", "sx", "!", "!!", "cmd", "perl", "ruby", "python", "python2",
                "python3", "pypy", "javascript", "js", "latex")  # fmt: skip
_SHELL_LINES = ("pip", "conda", "mamba", "micromamba", "uv", "system", "sx", "!", "!!", "sc", "edit", "notebook")
#: A cell that is a single class or function, as answers are, and so has no last expression to show.
_ONE_DEFINITION = re.compile(r"(?:class|def) [^\n]*\n(?:[ \t#][^\n]*\n|\n)*(?:[ \t][^\n]*)?\Z")
_REPEATS = re.compile(r"(?<!\S)-[nr]\s*\d+")


class _Compiler(CachingCompiler):
    """Names code objects after their cell, for tracebacks."""

    cell = ""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<cell {self.cell}>"


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        Shell.collector.show("execute_result", format_dict, md_dict, self.prompt_count)

    def log_output(self, format_dict: Any) -> None:
        pass

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, *_: Any, transient: Any = None, **kwargs: Any) -> None:
        id = str((transient or {}).get("display_id", ""))
        Shell.collector.show("display_data", data, metadata, id=id)

    def clear_output(self, wait: bool = False) -> None:
        Shell.collector.clear()


class Shell(InteractiveShell):
    """IPython without a terminal, a history, a pager, subprocesses or a way to exit."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    compiler_class = Type(_Compiler)
    collector: Collector
    scratch = ""  # the session's folder; where the process is now, not even the system may be able to say

    def init_virtualenv(self) -> None:
        pass

    def init_io(self) -> None:
        pass

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def ask_exit(self) -> None:
        pass

    def system(self, cmd: str) -> None:
        print(f"`!{cmd.strip()}` is not run when grading", file=sys.stderr)

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return [] if split else ""

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        error = exc_tuple[1] if exc_tuple else sys.exc_info()[1]
        if error is not None:
            self.collector.fail(error, self.scratch)

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        self.showtraceback()


class Cells:
    """The notebook of one session, made once in the warm process and copied by each fork."""

    def __init__(self, home: Path) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.enable_tip = False
        self.collector = Collector()
        Shell.collector = self.collector
        make: Any = Shell.instance
        self.shell = make(config=config, ipython_dir=str(home))
        self.shell.display_formatter.active_types = self.shell.display_formatter.format_types
        self.shell.set_hook("show_in_pager", _print_page, 0)
        self._flags = self.shell.compile.flags
        self._replace_magics()
        self.shell.builtin_trap.__enter__()
        self.shell.display_trap.__enter__()
        sys.stdout, sys.stderr = Stream("stdout", self.collector), Stream("stderr", self.collector)

    def run(self, source: str, cell_id: str, limit: int) -> dict[str, Any]:
        """Run one cell; its status, outputs and error, in the form that the wire carries."""
        self.shell.compile.cell = cell_id
        self.collector.begin(limit)
        parts = self._compile_plain(source, f"<cell {cell_id}>")
        if parts is None:
            result = self.shell.run_cell(source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        else:
            error = self._execute(source, parts)
        outputs = self.collector.end()
        if error is None:
            return {"status": "ok", "outputs": outputs, "error": ""}
        return {"status": outcome_of(error), "outputs": outputs, "error": describe(error)}

    def _compile_plain(self, source: str, name: str) -> list[CodeType] | None:
        """Compile a cell of plain Python, the last expression separately, or None where IPython has to parse it.

        A single line may be a magic without a sign (`ls`), and code may await at top level.
        """
        shell = self.shell
        if "\n" not in source.strip() or "__future__" in source or shell.compile.flags != self._flags:
            return None
        if shell.ast_transformers or shell.input_transformers_post:
            return None
        try:
            if _ONE_DEFINITION.match(source):
                return [compile(source, name, "exec", dont_inherit=True)]  # twice as fast as by way of the tree
            tree = ast.parse(source, name)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            parts = [compile(tree, name, "exec", dont_inherit=True)] if tree.body else []
            if last is not None:
                parts.append(compile(ast.Interactive([last]), name, "single", dont_inherit=True))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return parts

    def _execute(self, source: str, parts: list[CodeType]) -> BaseException | None:
        """Execute a plain cell as IPython would, at a fraction of its overhead: cells are many and small."""
        shell = self.shell
        lines = source.splitlines(keepends=True)
        linecache.cache[f"<cell {shell.compile.cell}>"] = (len(source), None, lines, f"<cell {shell.compile.cell}>")
        shell.history_manager.store_inputs(shell.execution_count, source, source)
        shell.events.trigger("pre_execute")
        error: BaseException | None = None
        try:
            shell.execution_count += 1
            for part in parts:
                exec(part, shell.user_global_ns, shell.user_ns)
        except BaseException as raised:
            error = raised
            self.collector.fail(raised, Shell.scratch)
        shell.events.trigger("post_execute")
        return error

    @property
    def namespace(self) -> dict[str, Any]:
        """Return the student's global names."""
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def reset(self) -> None:
        """Reset all state, as a new kernel would."""
        self.shell.reset(new_session=True)
        self.shell.user_ns.update({"exit": self.shell.exiter, "quit": self.shell.exiter})

    def _replace_magics(self) -> None:
        """Replace magics that start other programs or run for long by harmless functions."""
        shell = self.shell
        for name in _SHELL_LINES:
            shell.register_magic_function(_refusing_magic(f"%{name}"), "line", name)
        for name in _SHELL_CELLS:
            shell.register_magic_function(_refusing_magic(f"%%{name}"), "cell", name)
        timeit = shell.find_magic("timeit")

        def once(line: str, cell: str | None = None) -> Any:
            return timeit("-n 1 -r 1 " + _REPEATS.sub("", line), cell)

        shell.register_magic_function(once, "line_cell", "timeit")


def _refusing_magic(name: str) -> Callable[..., None]:
    def magic(line: str, cell: str = "") -> None:
        print(f"{name} is not run when grading", file=sys.stderr)

    return magic


def _print_page(self: Any, data: Any, start: int = 0, screen_lines: int = 0, pager_cmd: Any = None) -> None:
    text = data.get("text/plain", "") if isinstance(data, dict) else data
    print(text)
