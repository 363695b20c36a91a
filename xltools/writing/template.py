"""Where the official templates are found, and the anchors by which they are filled."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path


@lru_cache(maxsize=16)
def template_bytes(code: str) -> bytes:
    """The template of form ``code`` (``mau2``): from the installed package, or from the checkout when run from source.

    Raises ``FileNotFoundError`` if there is none.
    """
    shipped = files("xltools") / "workbooks" / f"{code}.xlsx"
    if shipped.is_file():
        return shipped.read_bytes()
    return (Path(__file__).parents[2] / "workbooks" / f"{code}.xlsx").read_bytes()
