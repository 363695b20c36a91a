"""What the operating system or the database refused, in a few Vietnamese words."""

from __future__ import annotations

import errno
import sqlite3

_SYSTEM = {
    errno.ENOENT: "không còn ở đó",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "đĩa chỉ đọc",
    errno.ENOSPC: "đĩa đầy",
    errno.EEXIST: "đã có tệp trùng tên",
    errno.ENOTDIR: "có tệp trùng tên với thư mục",
    errno.EISDIR: "đó là một thư mục",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EMFILE: "mở quá nhiều tệp",
    errno.ELOOP: "đó là một liên kết",
}
_LEDGER = (
    ("not a database", "tệp hỏng"),
    ("malformed", "tệp hỏng"),
    ("locked", "đang có chương trình khác dùng"),
    ("full", "đĩa đầy"),
    ("readonly", "không có quyền ghi"),
    ("unable to open", "không có quyền mở"),
)


def reason(error: OSError | sqlite3.Error) -> str:
    """Why it failed; for what is not known by name, the number of the error."""
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, f"lỗi hệ điều hành số {error.errno}")
    code = getattr(error, "sqlite_errorcode", 0)
    return next((words for mark, words in _LEDGER if mark in str(error)), f"lỗi SQLite số {code}")
