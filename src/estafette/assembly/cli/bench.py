"""`estafette bench NAME`: measure one figure beside its limit, on this machine.

What follows the name is handed to the benchmark; `estafette bench` alone lists them.
"""

import argparse
import ast
import importlib
import sys
from pathlib import Path
from types import ModuleType

import estafette
from estafette.assembly.cli.console import out
from estafette.assembly.cli.options import Options
from estafette.assembly.cli.stop import Stop


def add(parser: argparse.ArgumentParser) -> None:
    """The name, and the benchmark's own arguments."""
    parser.add_argument("name", nargs="?", help="which benchmark, such as capture or stock-load")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="options of the benchmark")


def run(options: Options) -> int:
    """Run it; its exit code."""
    folder = _folder()
    if options.more.name is None:
        for path in _scripts(folder):
            out.print(f"{path.stem.replace('_', '-'):<16} {_about(path)}", markup=False)
        return 0
    path = folder / f"{options.more.name.replace('-', '_')}.py"
    if path not in _scripts(folder):
        names = ", ".join(each.stem.replace("_", "-") for each in _scripts(folder))
        raise Stop(f"There is no benchmark “{options.more.name}”. There are: {names}.", code=2)
    module = _import(path)
    code = module.main(_arguments(options))
    return int(code or 0)


def _arguments(options: Options) -> list[str]:
    """The benchmark's own arguments, and those shared ones that came before its name."""
    given = list(options.more.arguments)
    if options.json and "--json" not in given:
        given.append("--json")
    if options.more.database_url and "--database-url" not in given:
        given += ["--database-url", options.more.database_url]
    return given


def _folder() -> Path:
    """`bench/` of the checkout: of the one that the package is installed from, else of the current folder."""
    beside = Path(estafette.__file__).resolve().parents[2] / "bench"
    for folder in (beside, Path.cwd() / "bench"):
        if folder.is_dir():
            return folder
    raise Stop("The benchmarks come with the source, not with the package. Run this in a checkout.")


def _scripts(folder: Path) -> list[Path]:
    """The files of the folder that are benchmarks: those with a function `main`."""
    return [path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_") and _has_main(path)]


def _has_main(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def _about(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n", 1)[0]


def _import(path: Path) -> ModuleType:
    """The script as `bench.<name>`, so that it can import its neighbors."""
    root = str(path.parent.parent)
    if root not in sys.path:
        sys.path.insert(0, root)
    return importlib.import_module(f"bench.{path.stem}")
