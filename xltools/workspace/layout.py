"""Folders and file names of a workspace, as users and scripts rely on them; its log; why a file could not be used."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Failure
from xltools.vietnamese.display import one_line
from xltools.vietnamese.wording import say, wording

if TYPE_CHECKING:
    import sqlite3

PLAN = "KeHoach.xlsx"
PANEL = "BangDieuKhien.xlsm"
FORMS = "1-BieuMau"
DROP = "2-NopBai"
REPLIES = "3-PhanHoi"
RESULTS = "4-TongHop"
STATE = ".xltools"

_NAME_BYTES = 255  # longest file name on ext4, NTFS (in characters there) and SMB
_say = partial(say, "workspace")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace: absolute ``root`` on the coordinator's disk, ``share`` for forms, submissions, replies."""

    root: Path
    share: Path

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The workspace in ``folder``; :class:`Failure` if there is none or a part of it is out of reach."""
        root = folder.absolute()
        name = quoted(root)
        if not root.is_dir():
            raise Failure(_say("workspace.no_folder", folder=name))
        if not (root / STATE).is_dir():
            reason = "no_state" if (root / PLAN).exists() else "none"
            raise Failure(_say(f"workspace.{reason}", folder=name, state=STATE))
        share = _recorded_share(root)
        if not (root / PLAN).is_file():
            raise Failure(_say("workspace.no_plan", plan=PLAN, folder=name))
        if not share.is_dir():
            raise Failure(_say("workspace.no_share", folder=quoted(share)))
        return cls(root, share)

    @classmethod
    def create(cls, folder: Path, share: Path | None = None) -> Workspace:
        """The workspace whose folders were made in ``folder``; the caller writes ``KeHoach.xlsx`` into it.

        Touches nothing that exists: :class:`Failure` for a folder with anything in it, or a share on which another
        workspace's folders already hold files.
        """
        root = folder.absolute()
        _refuse_used(root)
        common = share.absolute() if share else root
        if common != root:
            if root.is_relative_to(common) or common.is_relative_to(root):
                raise Failure(_say("workspace.nested", share=quoted(common), folder=quoted(root)))
            for name in (FORMS, DROP, REPLIES, RESULTS):
                if _holds_something(common / name):
                    raise Failure(_say("workspace.share_used", folder=quoted(common / name)))
        space = cls(root, common)
        try:
            for place in (space.forms, space.drop, space.replies, space.results, space.archive, space.logs):
                place.mkdir(parents=True, exist_ok=True)
            if space.shared_results:
                space.shared_results.mkdir(exist_ok=True)
            recorded = {"share": str(common)} if common != root else {}
            (root / STATE / "config.json").write_text(json.dumps(recorded), encoding="ascii")
        except OSError as error:
            raise Failure(_say("workspace.not_created", folder=quoted(Path(error.filename or root)))) from error
        return space

    @property
    def plan(self) -> Path:
        """``KeHoach.xlsx``."""
        return self.root / PLAN

    @property
    def panel(self) -> Path:
        """``BangDieuKhien.xlsm``."""
        return self.root / PANEL

    @property
    def forms(self) -> Path:
        """``1-BieuMau``: blank forms to hand out."""
        return self.share / FORMS

    @property
    def drop(self) -> Path:
        """``2-NopBai``: filled-in files."""
        return self.share / DROP

    @property
    def replies(self) -> Path:
        """``3-PhanHoi``: receipts and annotated copies."""
        return self.share / REPLIES

    @property
    def results(self) -> Path:
        """``4-TongHop``: results, on the coordinator's own disk."""
        return self.root / RESULTS

    @property
    def shared_results(self) -> Path | None:
        """``4-TongHop`` on the share, for copies of each unit's own mẫu 2 and mẫu 3; ``None`` without a share."""
        return None if self.share == self.root else self.share / RESULTS

    @property
    def ledger(self) -> Path:
        """The SQLite ledger."""
        return self.root / STATE / "ledger.db"

    @property
    def archive(self) -> Path:
        """Root of the archived originals."""
        return self.root / STATE / "archive"

    @property
    def logs(self) -> Path:
        """Folder of logs."""
        return self.root / STATE / "logs"

    @property
    def lock(self) -> Path:
        """The lock file of the one writer."""
        return self.root / STATE / "lock"

    @property
    def compliance(self) -> Path:
        """``4-TongHop/TuanThu.xlsx``."""
        return self.results / "TuanThu.xlsx"

    def quarter(self, number: int) -> Path:
        """``4-TongHop/Quy<N>``."""
        return self.results / f"Quy{number}"

    def merged(self, form: str, unit: str | None, quarter: int | None = None) -> Path:
        """Result file of a merged form of a unit; of the whole province where ``unit`` is ``None``."""
        folder = self.quarter(quarter) if quarter else self.results
        return folder / f"{CATALOGUE[form].stem}-{unit or 'ToanTinh'}.xlsx"

    def shared_copy(self, result: Path) -> Path | None:
        """Where a unit's own result is copied to on the share; ``None`` without a share."""
        shared = self.shared_results
        return shared / result.relative_to(self.results) if shared else None

    def path(self, file: str) -> Path:
        """The path of a file named relative to the workspace, wherever its folder lives."""
        top = file.partition("/")[0]
        return (self.share if top in (FORMS, DROP, REPLIES) else self.root) / file

    def receipt(self, file: str, sha256: str) -> Path:
        """``3-PhanHoi/<unit>/<sub folders>/<file name>.PhanHoi-<sha8>.txt`` for ``2-NopBai/<unit>/…/<file name>``."""
        *folders, name = file.split("/")[1:]
        return self.replies.joinpath(*folders, _reply_name(name, f".PhanHoi-{sha256[:8]}.txt"))

    def log(self, file: str, detail: str) -> None:
        """Add to ``reader.log``, in English, what happened to ``file``; a log that cannot be written stops nothing."""
        line = f"{datetime.now().isoformat(' ', 'seconds')} {file!r}: {detail.rstrip()}\n"
        path = self.logs / "reader.log"
        with contextlib.suppress(OSError), path.open("a", encoding="utf-8", errors="backslashreplace") as out:
            out.write(line)


def reason(error: OSError | sqlite3.Error) -> str:
    """Why the operating system or the database refused, in a few Vietnamese words; its number for a rare error."""
    if isinstance(error, OSError):
        words, name, number = wording("workspace")["system"], errno.errorcode.get(error.errno or 0), error.errno
    else:
        words, number = wording("workspace")["sqlite"], getattr(error, "sqlite_errorcode", 0)
        name = next((mark for mark in words if mark in str(error)), None)
    return str(words.get(name, words["other"])).format(number=number)


def quoted(path: Path) -> str:
    """A path as a sentence shows it, on one line between quotation marks."""
    return f"“{one_line(str(path))}”"


def _reply_name(name: str, ending: str) -> str:
    """``name`` + ``ending``, safe to list and short enough; a name that had to change keeps a mark of its own."""
    clean = one_line(name).replace("\ufffd", "_")
    room = _NAME_BYTES - len(ending)
    if clean == name and len(name.encode()) <= room:
        return name + ending
    mark = "~" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return clean.encode()[: room - len(mark)].decode(errors="ignore") + mark + ending


def _recorded_share(root: Path) -> Path:
    config = root / STATE / "config.json"
    try:
        return Path(json.loads(config.read_bytes()).get("share") or root)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise Failure(_say("workspace.bad_config", file=quoted(config))) from error


def _refuse_used(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise Failure(_say("workspace.is_file", folder=quoted(root)))
    if (root / STATE).exists():
        raise Failure(_say("workspace.is_workspace", folder=quoted(root)))
    if _holds_something(root):
        raise Failure(_say("workspace.not_empty", folder=quoted(root)))


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise Failure(_say("workspace.closed", folder=quoted(folder))) from error
