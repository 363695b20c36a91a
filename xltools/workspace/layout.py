"""Where everything lies in a workspace: the folders and file names users and scripts rely on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from xltools.forms.catalogue import CATALOGUE
from xltools.model import Failure
from xltools.vietnamese.display import one_line

PLAN = "KeHoach.xlsx"
PANEL = "BangDieuKhien.xlsm"
FORMS = "1-BieuMau"
DROP = "2-NopBai"
REPLIES = "3-PhanHoi"
RESULTS = "4-TongHop"
STATE = ".xltools"

_NAME_BYTES = 255  # longest file name on ext4, NTFS (in characters there) and SMB


class WorkspaceError(Failure):
    """The workspace cannot be used; the message is one Vietnamese sentence with what to do."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace: ``root`` on the coordinator's disk, ``share`` where forms, submissions and replies lie.

    Without ``--share`` both are the same folder. Paths are absolute.
    """

    root: Path
    share: Path

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The workspace in ``folder``; :class:`WorkspaceError` if it is none or a part is out of reach."""
        root = folder.absolute()
        if not root.is_dir():
            raise WorkspaceError(f"Không thấy thư mục {_quoted(root)}; kiểm tra lại đường dẫn, hoặc tạo: xltools new")
        state = root / STATE
        if not state.is_dir():
            if (root / PLAN).exists():
                raise WorkspaceError(
                    f"Thư mục {_quoted(root)} thiếu {STATE} (sổ nhận bài và bản lưu); chép lại {STATE} từ bản gốc, "
                    "hoặc tạo thư mục làm việc mới bằng xltools new"
                )
            raise WorkspaceError(
                f"{_quoted(root)} không phải thư mục làm việc; tạo thư mục làm việc mới bằng lệnh xltools new"
            )
        share = _recorded_share(root, state / "config.json")
        if not (root / PLAN).is_file():
            raise WorkspaceError(
                f"Thiếu {PLAN} trong {_quoted(root)}; chép lại tệp này từ bản lưu, "
                "hoặc lấy tệp của một thư mục vừa tạo bằng xltools new"
            )
        if not share.is_dir():
            raise WorkspaceError(
                f"Không mở được thư mục chung {_quoted(share)}; kiểm tra kết nối mạng và quyền truy cập rồi chạy lại"
            )
        return cls(root, share)

    @classmethod
    def create(cls, folder: Path, share: Path | None = None) -> Workspace:
        """Make the folders of a new workspace (``KeHoach.xlsx`` is written by the caller afterwards).

        Touches nothing that exists: :class:`WorkspaceError` for a folder with anything in it, or a
        share on which another workspace's folders already hold files.
        """
        root = folder.absolute()
        _refuse_used(root)
        common = share.absolute() if share else root
        if common != root:
            if root.is_relative_to(common) or common.is_relative_to(root):
                raise WorkspaceError(
                    f"Thư mục chung {_quoted(common)} và thư mục làm việc {_quoted(root)} không được lồng vào nhau; "
                    "chọn hai nơi riêng (sổ nhận bài phải nằm trên đĩa của máy này)"
                )
            for name in (FORMS, DROP, REPLIES, RESULTS):
                if _holds_something(common / name):
                    raise WorkspaceError(
                        f"Thư mục {_quoted(common / name)} đã có tệp; chọn thư mục chung khác, "
                        "hoặc chuyển các tệp cũ đi trước"
                    )
        space = cls(root, common)
        try:
            for place in (space.forms, space.drop, space.replies, space.results, space.archive, space.logs):
                place.mkdir(parents=True, exist_ok=True)
            if space.shared_results:
                space.shared_results.mkdir(exist_ok=True)
            recorded = {"share": str(common)} if common != root else {}
            (root / STATE / "config.json").write_text(json.dumps(recorded), encoding="ascii")
        except OSError as error:
            raise WorkspaceError(
                f"Không tạo được thư mục {_quoted(Path(error.filename or root))}; kiểm tra quyền ghi và dung lượng đĩa"
            ) from error
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
        return self._reply(file, f".PhanHoi-{sha256[:8]}.txt")

    def _reply(self, file: str, ending: str) -> Path:
        *folders, name = file.split("/")[1:]
        return self.replies.joinpath(*folders, _reply_name(name, ending))


def _reply_name(name: str, ending: str) -> str:
    """``name`` + ``ending``, safe to list and short enough; a name that had to change keeps a mark of its own."""
    clean = one_line(name).replace("\ufffd", "_")
    room = _NAME_BYTES - len(ending)
    if clean == name and len(name.encode()) <= room:
        return name + ending
    mark = "~" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return clean.encode()[: room - len(mark)].decode(errors="ignore") + mark + ending


def _recorded_share(root: Path, config: Path) -> Path:
    try:
        recorded = json.loads(config.read_bytes())
        return Path(recorded.get("share") or root)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise WorkspaceError(
            f"Không đọc được {_quoted(config)}; chép lại tệp này từ bản lưu "
            "(không dùng thư mục chung thì ghi vào tệp đúng hai ký tự {})"
        ) from error


def _refuse_used(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise WorkspaceError(f"{_quoted(root)} là một tệp, không phải thư mục; chọn tên thư mục khác")
    if (root / STATE).exists():
        raise WorkspaceError(
            f"{_quoted(root)} đã là thư mục làm việc; dùng tiếp thư mục ấy, hoặc chọn tên khác cho thư mục mới"
        )
    if _holds_something(root):
        raise WorkspaceError(
            f"Thư mục {_quoted(root)} không trống; chọn thư mục mới hoặc thư mục trống (không có gì bị thay đổi)"
        )


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise WorkspaceError(f"Không mở được thư mục {_quoted(folder)}; kiểm tra quyền truy cập") from error


def _quoted(path: Path) -> str:
    return f"“{one_line(str(path))}”"
