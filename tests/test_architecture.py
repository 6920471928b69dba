"""What the layout promises: imports run one way, the core touches no world, nothing unpickles or evaluates."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted((ROOT / "cleaners").rglob("*.py"))
SHELL = sorted((ROOT / "flows").rglob("*.py"))

NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "requests", "urllib3", "httpx", "aiohttp", "asyncio"}
WORLD = NETWORK | {"os", "io", "time", "random", "subprocess", "tempfile", "glob", "shutil", "pathlib", "sys"}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "yaml", "ruamel"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "open", "input", "print"}
CLOCK = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today")}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _calls(path: Path) -> Iterator[ast.Call]:
    return (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_imports_neither_the_shell_nor_prefect_nor_the_world(path: Path) -> None:
    tops = {name.partition(".")[0] for name in _imports(path)}
    assert not tops & (WORLD | {"flows", "prefect"})


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_reads_no_clock_and_opens_no_file(path: Path) -> None:
    for call in _calls(path):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in UNSAFE_CALLS, f"line {call.lineno}"
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            assert (call.func.value.id, call.func.attr) not in CLOCK, f"line {call.lineno}"


@pytest.mark.parametrize("path", [*CORE, *SHELL], ids=lambda path: path.name)
def test_nothing_speaks_to_the_network(path: Path) -> None:
    names = set(_imports(path))
    assert not {name.partition(".")[0] for name in names} & NETWORK
    assert not [name for name in names if name.startswith("urllib.") and name != "urllib.parse"]
    assert "trafilatura.downloads" not in names


@pytest.mark.parametrize("path", [*CORE, *SHELL], ids=lambda path: path.name)
def test_nothing_is_unpickled_evaluated_or_loaded_from_yaml(path: Path) -> None:
    assert not {name.partition(".")[0] for name in _imports(path)} & UNSAFE_MODULES
    for call in _calls(path):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in {"eval", "exec"}


def test_the_core_imports_without_prefect_and_without_the_shell() -> None:
    code = "import sys; sys.modules['prefect'] = None; import cleaners; assert not any(m.startswith('flows') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_command_line_answers_without_heavy_imports() -> None:
    code = "import sys, flows.cli; heavy = {'prefect', 'cleaners', 'numpy', 'trafilatura'} & set(sys.modules); assert not heavy, heavy"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("path", [*CORE, *SHELL], ids=lambda path: path.name)
def test_public_functions_take_no_kwargs_and_no_positional_booleans(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert node.args.kwarg is None, node.name
            for argument in node.args.args:
                annotation = argument.annotation
                assert not (isinstance(annotation, ast.Name) and annotation.id == "bool"), node.name
