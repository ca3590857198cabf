"""Find the files and modules of a lab's libraries: one entry per distribution, never the whole site-packages.

Other distributions contain labels and ready-made answers; only what is listed here can be read or imported.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata, util
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from grader.core.errors import SandboxError

#: Distributions that the child itself needs in every lab.
ALWAYS = ("numpy", "ipython", "matplotlib-inline", "tqdm")
_NOT_STDLIB = ("site-packages", "dist-packages", "__pycache__", "test", "idlelib", "ensurepip", "turtledemo")
#: Read by libraries at any time: fonts, time zones, the dynamic linker's table.
_SYSTEM = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/X11/fonts",
    "/dev/zero",
    "/dev/urandom",
    "/dev/random",
)


@dataclass(frozen=True)
class Libraries:
    """Readable paths and importable modules of a lab.

    roots: files and folders, real paths.
    modules: the file of each top-level module, or the folder of each package.
    names: the allowed distributions and their requirements.
    """

    roots: tuple[str, ...]
    modules: dict[str, str]
    names: tuple[str, ...]


def find(libraries: Sequence[str]) -> Libraries:
    """Find the libraries of a lab with their requirements and the standard library.

    Raises SandboxError where one is not installed.
    """
    roots: dict[str, None] = dict.fromkeys(standard_library())
    modules: dict[str, str] = {}
    names = _resolve_requirements([*libraries, *ALWAYS], required={*libraries, *ALWAYS[:2]})
    for name in names:
        for path in _top_level_paths(name):
            roots[str(path.resolve())] = None
            module = _module_name(path)
            if module:
                modules.setdefault(module, str(path))
    return Libraries((*roots, *(path for path in _SYSTEM if Path(path).exists())), modules, tuple(names))


def standard_library() -> list[str]:
    """List every entry of the standard library, at the interpreter's real path."""
    found = []
    for folder in standard_folders():
        found += [str(entry) for entry in sorted(folder.iterdir()) if entry.name not in _NOT_STDLIB]
        cache = folder / "__pycache__"
        found += [str(cache)] if cache.is_dir() else []
    return found


def standard_folders() -> list[Path]:
    """List the folders of the standard library; those of a virtual environment contain only site-packages."""
    folders = {Path(sysconfig.get_path(key)).resolve() for key in ("stdlib", "platstdlib")}
    return [f for f in sorted(folders) if (f / "os.py").exists() or (f / "lib-dynload").exists()]


def _resolve_requirements(names: Iterable[str], required: Collection[str]) -> list[str]:
    """Resolve the requirements of distributions on this platform, without extras."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    wanted = list(names)
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop()
        key = canonicalize_name(name)
        if key in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if name in required:
                raise SandboxError(
                    f"the lab's library {name!r} is not installed: "
                    "install it, or take it out of `libraries` in course.toml"
                ) from None
            continue
        found[key] = None
        requirements = [Requirement(text) for text in distribution.requires or ()]
        wanted += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    return sorted(found)


def _top_level_paths(name: str) -> list[Path]:
    """List the top-level files and folders of a distribution in site-packages."""
    distribution = metadata.distribution(name)
    home = Path(str(distribution.locate_file("")))
    tops: dict[str, None] = {}
    for file in distribution.files or ():
        parts = file.parts
        if parts[0] == "__pycache__":
            tops["/".join(parts[:2])] = None
        elif parts[0] not in ("..", "/") and not (len(parts) == 1 and parts[0].endswith(".pth")):
            tops[parts[0]] = None
    if not tops:  # installed by a system's package manager, without a list of files
        text = distribution.read_text("top_level.txt") or name.replace("-", "_")
        for module in text.split():
            spec = util.find_spec(module)
            if spec and spec.origin:
                path = Path(spec.origin)
                return [path.parent if path.stem == "__init__" else path]
    return [home / top for top in tops if (home / top).exists()]


def _module_name(path: Path) -> str:
    """Return the name under which a top-level entry is imported, or "" where it is not a module."""
    if path.is_dir():
        return path.name if path.name.isidentifier() and path.name != "__pycache__" else ""
    return path.name.split(".")[0] if path.suffix in (".py", ".so") else ""


class Allowed:
    """Import the top-level modules of the allowed libraries and the grader's rooms from their known paths.

    Stands on sys.meta_path in place of site-packages on sys.path, so that importing anything else raises
    "No module named ...", and no folder with other libraries has to be listed.
    """

    def __init__(self, modules: dict[str, str]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return the spec of an allowed module; None for everything else, submodules included."""
        place = self.modules.get(name)
        if place is None:
            return None
        if not place.endswith((".py", ".so")):
            init = f"{place}/__init__.py"
            if not Path(init).exists():
                spec = ModuleSpec(name, None, is_package=True)  # a namespace package, mpl_toolkits for one
                spec.submodule_search_locations = [place]
                return spec
            return util.spec_from_file_location(name, init, submodule_search_locations=[place])
        return util.spec_from_file_location(name, place)


def confine_imports(modules: dict[str, str]) -> None:
    """Let this process import the standard library and the allowed modules only."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
    standard = [str(Path(path)) for path in sys.path if _is_standard(path)]
    sys.path[:] = standard
    sys.meta_path.insert(1, Allowed(modules))
    sys.path_importer_cache.clear()
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in modules and "-packages" in (getattr(module, "__file__", None) or ""):
            del sys.modules[name]  # imported by the grader itself


def _is_standard(path: str) -> bool:
    real = Path(path).resolve()
    return "-packages" not in path and (
        any(real == folder or folder in real.parents for folder in standard_folders()) or path.endswith(".zip")
    )
