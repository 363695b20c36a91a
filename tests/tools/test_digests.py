"""The digests of the code: fresh, complete, and different when a rule or a message is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.digests import DRAWING, JUDGING, PACKAGE, digests_text
from xltools import digests


def test_committed_digests_are_fresh() -> None:
    assert Path(digests.__file__).read_text(encoding="utf-8") == digests_text(), "run make build"


# changed file, whether verdicts depend on it
CHANGES = (
    ("rules/quota.py", True),
    ("rules/messages.toml", True),
    ("plan/builtin/places-tay-ninh.csv", True),
    ("model.py", True),
    ("workspace/codec.py", True),
    ("outputs/official.py", False),
)


@pytest.mark.parametrize(("name", "judges"), CHANGES)
def test_a_changed_file_changes_the_digest(tmp_path: Path, name: str, judges: bool) -> None:
    package = tmp_path / "xltools"
    shutil.copytree(PACKAGE, package)
    with (package / name).open("ab") as file:
        file.write(b"# changed\n")
    before, after = digests_text().splitlines(), digests_text(package).splitlines()
    assert (before[2] != after[2], before[3] != after[3]) == (judges, True)


def test_line_ends_of_the_checkout_and_compiled_files_do_not_matter(tmp_path: Path) -> None:
    package = tmp_path / "xltools"
    shutil.copytree(PACKAGE, package)
    source = package / "model.py"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    (package / "rules" / "__pycache__").mkdir(exist_ok=True)
    (package / "rules" / "__pycache__" / "x.pyc").write_bytes(b"compiled")
    assert digests_text(package) == digests_text()


def test_all_code_that_judges_a_form_is_counted(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from xltools.plan.toml import load_builtin\n"
        "from xltools.pipeline.collect import judge; from xltools.plan.lookups import Lookups\n"
        "from xltools.workspace.intake import Found; from xltools.workspace.layout import Workspace\n"
        "root = Path(sys.argv[1]); seen = (root / 'mau1.xlsx').stat()\n"
        "found = Found('mau1.xlsx', seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)\n"
        "assert judge((Lookups(load_builtin('2023'), True), Workspace(root, root)), found).verdicts\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('xltools') and m.__file__))"
    )
    shutil.copy(PACKAGE.parent / "workbooks" / "mau1.xlsx", tmp_path)
    (tmp_path / ".xltools" / "archive").mkdir(parents=True)
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    loaded = [Path(name).relative_to(PACKAGE).as_posix() for name in done.stdout.split()]
    uncounted = {name for name in loaded if not name.startswith(JUDGING)}
    assert len(loaded) > 50
    assert {name for name in uncounted if not name.startswith("workspace/")} == {"__init__.py", "digests.py"}
    assert set(JUDGING) < set(DRAWING)
