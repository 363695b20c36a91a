"""Write a compound file ([MS-CFB] version 3): the little file system that an Office macro project is kept in.

Streams shorter than 4096 bytes share the mini stream in sectors of 64 bytes, longer ones have sectors of 512 bytes.
No times, no class identifiers, nothing from the machine: the same streams give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_SECTOR, _MINI_SECTOR, _MINI_CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF  # [MS-CFB] 2.1
_STORAGE, _STREAM, _ROOT = 1, 2, 5  # object types, 2.6.1
_RED, _BLACK = 0, 1
_HEADER_FATS = 109  # FAT sectors that the header itself can list, 2.2
_PER_SECTOR = _SECTOR // 4  # sector numbers of 4 bytes
_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(slots=True)
class _Entry:
    """A directory entry ([MS-CFB] 2.6.1); ``left``, ``right`` and ``child`` are numbers of other entries."""

    name: str
    kind: int
    content: bytes = b""
    children: list[int] = field(default_factory=list)
    colour: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        head = struct.pack("<64sHBBIII", name, len(name), self.kind, self.colour, self.left, self.right, self.child)
        return head + struct.pack("<16xI16xIQ", 0, self.start, self.size)


class _Sectors:
    """Sectors of one size, and the table that chains them: entry n is the number of the sector after n."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.table: list[int] = []
        self.body = bytearray()

    def put(self, content: bytes) -> int:
        """Add a chain that holds ``content``; the number of its first sector."""
        if not content:
            return _END
        first = len(self.table)
        count = -(-len(content) // self.size)
        self.table += [*range(first + 1, first + count), _END]
        self.body += content.ljust(count * self.size, b"\0")
        return first


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams; ``Storage/Stream`` lies in a storage.

    Raises ``ValueError`` for a name longer than 31 UTF-16 units and for more than about 6.8 MiB in all (what the
    header's own list of FAT sectors can reach).
    """
    entries = _entries(streams)
    _link(entries)
    sectors, minis = _Sectors(_SECTOR), _Sectors(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            entry.start = (minis if entry.size < _MINI_CUTOFF else sectors).put(entry.content)
    root = entries[0]
    root.start, root.size = sectors.put(bytes(minis.body)), len(minis.body)
    mini_table = sectors.put(_numbers(minis.table))
    directory = sectors.put(_directory(entries))
    return _assembled(sectors, directory, mini_table, -(-len(minis.table) // _PER_SECTOR))


def _entries(streams: Mapping[str, bytes]) -> list[_Entry]:
    """The root, then every storage and stream; numbers in ``children`` point into this list."""
    entries = [_Entry("Root Entry", _ROOT)]
    numbers = {"": 0}
    for path, content in streams.items():
        parts = path.split("/")
        for depth, name in enumerate(parts):
            here = "/".join(parts[: depth + 1])
            if here in numbers:
                continue
            if len(name.encode("utf-16-le")) > 62:
                raise ValueError(f"name too long for a compound file: {name}")
            last = depth == len(parts) - 1
            numbers[here] = len(entries)
            entries[numbers["/".join(parts[:depth])]].children.append(len(entries))
            entries.append(_Entry(name, _STREAM if last else _STORAGE, content if last else b""))
    return entries


def _link(entries: list[_Entry]) -> None:
    """Make a red-black tree of the children of each storage ([MS-CFB] 2.6.4: shorter names first, case ignored).

    Halving sorted siblings fills all levels but the last: the last one red, all others black, is a valid tree.
    """

    def tree(numbers: list[int], depth: int) -> int:
        if not numbers:
            return _NONE
        middle = len(numbers) // 2
        entry = entries[numbers[middle]]
        entry.left, entry.right = tree(numbers[:middle], depth - 1), tree(numbers[middle + 1 :], depth - 1)
        entry.colour = _BLACK if depth > 0 else _RED
        return numbers[middle]

    for entry in entries:
        ordered = sorted(entry.children, key=lambda n: (len(entries[n].name), entries[n].name.upper()))
        entry.child = tree(ordered, (len(ordered) + 1).bit_length() - 1)


def _directory(entries: Iterable[_Entry]) -> bytes:
    packed = b"".join(entry.packed() for entry in entries)
    unused = struct.pack("<68xIII48x", _NONE, _NONE, _NONE)
    return packed + unused * (-len(packed) % _SECTOR // len(unused))


def _numbers(table: list[int]) -> bytes:
    """A table of sector numbers, filled up to whole sectors."""
    filled = table + [_FREE] * (-len(table) % _PER_SECTOR)
    return struct.pack(f"<{len(filled)}I", *filled)


def _assembled(sectors: _Sectors, directory: int, mini_table: int, mini_tables: int) -> bytes:
    """Header ([MS-CFB] 2.2), sectors, and the FAT behind them, which chains itself too."""
    used = len(sectors.table)
    fats = -(-used // (_PER_SECTOR - 1))
    if fats > _HEADER_FATS:
        raise ValueError("too much for a compound file whose FAT is listed in the header")
    header = struct.pack("<8s16xHHHHH6x", _SIGNATURE, 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory, 0, _MINI_CUTOFF, mini_table, mini_tables, _END, 0)
    header += _numbers([*range(used, used + fats)])[: _HEADER_FATS * 4]
    return header + bytes(sectors.body) + _numbers(sectors.table + [_FAT] * fats)
