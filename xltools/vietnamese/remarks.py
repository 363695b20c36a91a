"""Remarks that people put beside a value: whether they only explain it, or say that it may not stand."""

from __future__ import annotations

import re

from xltools.vietnamese.text import fold

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_REST_DAYS = r"(?:ngay )?(?:thu|t7|cn|chu nhat|le\b|tet|cuoi tuan|ngay nghi|nghi le)"
_EXPLAINS = re.compile(
    r"(?:(?:khong|chua) (?:tinh|ke|gom|bao gom)|tru|khong ke ca|tru di|tinh ca|ke ca|ca|gom ca|bao gom|lam ca)"
    rf" {_REST_DAYS}|khong (?:lien tuc|lien tiep|chuyen trach|ngay$)|ngay nghi|(?:hoi|huu) nghi|nghi (?:le|quyet|dinh)"
    r"|sua chua|hoan (?:thanh|thien)|huy (?:dong|hieu|chuong)|tru so|tang qua|thieu (?:nhi|nien)|giam (?:doc|sat)"
)
_DOUBTS = re.compile(
    r"[?]|→|=>|->"
    r"|\b(?:sua|dinh chinh|dieu chinh|thay doi|doi (?:sang|thanh|lai)|huy|hoan|sai|nham|xoa|chua|(?:khong|ko) \w+|nghi"
    r"|om|thai san|xin|de nghi|du kien|thay|tru|bot|giam|tang|thieu|tam tinh|uoc|thuc te|(?:xem|kiem tra|hoi|con) lai"
    r"|(?:dung|phai) la)\b"
    r"|^(?:theo )?(?:ke hoach|dang ky|kh)$|^(?:con|cu|bo)\b(?! doan| tri)"
)


def doubted(remark: str) -> bool:
    """Whether a remark says that the value beside it was changed, dropped, not done, or is not sure.

    ``hủy``, ``chưa đi``, ``dự kiến``, ``?`` do; ``không liên tục`` and ``kể cả chủ nhật`` only explain it.
    """
    return bool(_DOUBTS.search(_EXPLAINS.sub(" ", fold(remark)).strip()))


def bracketed(text: str) -> list[str]:
    """What stands in the brackets of a text."""
    return _BRACKETS.findall(text)
