"""Source of VBA modules → ``vbaProject.bin``, after [MS-OVBA].

Only the source is written: no compiled code, no performance cache (2.3.4.1: "MUST NOT be present on write"), so Office
compiles the project when it opens it, and what a reader of the source sees is what runs. The same modules give the same
bytes. Section numbers in this file are those of [MS-OVBA].
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tools.compound import compound_file

_PROJECT_NAME = "VBAProject"
_PROJECT_ID = "{7A6C1F6E-2D4B-4B52-9C0E-5D1A3E8F2023}"  # ours, any GUID does while no password is set (2.3.1.2)
_CODE_PAGE = 1252  # the source is ASCII, which every Windows code page reads alike
_ENGLISH = 0x0409
_COMPATIBLE = 393222000  # the only value 2.3.1.10 allows
_STDOLE = r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
_CHUNK = 4096
_RAW_CHUNK = 0x3000 | (_CHUNK + 2 - 3)  # 2.4.1.1.5: size - 3, signature 0b011, flag 0
_COMPRESSED_CHUNK = 0xB000


class Kind(Enum):
    """What a module belongs to; the value is the class its document is based on (VB_Base), none for a standard one."""

    STANDARD = ""
    WORKBOOK = "00020819-0000-0000-C000-000000000046"
    WORKSHEET = "00020820-0000-0000-C000-000000000046"


@dataclass(frozen=True, slots=True)
class Module:
    """A module: ``name`` is its VB_Name (for a document its code name), ``source`` its text, ASCII.

    The source of a standard module is a ``.bas`` file as exported, its ``Attribute VB_Name`` line first. A document
    module's attribute lines are ours to write: its source is the code alone, usually empty.
    """

    name: str
    source: str = ""
    kind: Kind = Kind.STANDARD

    def text(self) -> bytes:
        """The module as stored (2.3.4.3), lines ended by CRLF; ``ValueError`` when it is not ASCII or not so named."""
        if not re.fullmatch(r"[A-Za-z]\w{0,30}", self.name, re.ASCII):
            raise ValueError(f"not a module name: {self.name!r}")
        named = f'Attribute VB_Name = "{self.name}"\n'
        lines = self.source.replace("\r\n", "\n")
        if self.kind is not Kind.STANDARD:
            lines = named + _document_attributes(self.kind) + lines
        if not lines.startswith(named):
            raise ValueError(f"module {self.name} does not begin with {named.rstrip()}")
        if not lines.isascii():
            number, line = next((n, line) for n, line in enumerate(lines.split("\n"), 1) if not line.isascii())
            raise ValueError(f"module {self.name}, line {number} is not ASCII: {line}")
        return lines.replace("\n", "\r\n").encode("ascii")


def vba_project(modules: Sequence[Module]) -> bytes:
    """``vbaProject.bin`` with these modules, in this order; the workbook's code names must equal the documents' names.

    Raises ``ValueError`` for a source that is not ASCII, a bad or double module name, and a standard module whose first
    line does not name it.
    """
    names = [module.name.lower() for module in modules]
    if len(set(names)) < len(names):
        raise ValueError("two modules with one name")
    streams = {f"VBA/{module.name}": compress(module.text()) for module in modules}
    streams["VBA/_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)  # 2.3.4.1
    streams["VBA/dir"] = compress(_dir(modules))
    streams["PROJECT"] = _project(modules)
    streams["PROJECTwm"] = b"".join(_both_names(module.name) for module in modules) + b"\0\0"  # 2.3.3
    return compound_file(streams)


def _document_attributes(kind: Kind) -> str:
    flags = {
        "GlobalNameSpace": False,
        "Creatable": False,
        "PredeclaredId": True,
        "Exposed": True,
        "TemplateDerived": False,
        "Customizable": True,
    }
    lines = "".join(f"Attribute VB_{name} = {value}\n" for name, value in flags.items())
    return f'Attribute VB_Base = "0{{{kind.value}}}"\n{lines}'


# the project's own streams


def _project(modules: Sequence[Module]) -> bytes:
    """PROJECT (2.3.1): what the project consists of, as text."""
    documents = [f"Document={module.name}/&H00000000" for module in modules if module.kind is not Kind.STANDARD]
    standard = [f"Module={module.name}" for module in modules if module.kind is Kind.STANDARD]
    lines = [
        f'ID="{_PROJECT_ID}"',
        *documents,
        *standard,
        f'Name="{_PROJECT_NAME}"',
        'HelpContextID="0"',
        f'VersionCompatible32="{_COMPATIBLE}"',
        f'CMG="{_obscured(bytes(4))}"',  # 2.3.1.15: not protected
        f'DPB="{_obscured(bytes(1))}"',  # 2.3.1.16: no password
        f'GC="{_obscured(bytes([0xFF]))}"',  # 2.3.1.17: visible in the editor
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _obscured(data: bytes) -> str:
    """A value of PROJECT as 2.4.3.2 writes it (named encryption there, with the key in the same file), seed 0."""
    version, key = 2, sum(_PROJECT_ID.encode("ascii")) & 0xFF
    written = [0, version, key]  # seed 0 leaves both as they are and calls for no filler
    previous = key
    for byte in struct.pack("<I", len(data)) + data:
        written.append(byte ^ ((written[-2] + previous) & 0xFF))
        previous = byte
    return bytes(written).hex().upper()


def _both_names(name: str) -> bytes:
    return name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _record(identity: int, content: bytes) -> bytes:
    return struct.pack("<HI", identity, len(content)) + content


def _long(identity: int, value: int) -> bytes:
    return _record(identity, struct.pack("<I", value))


def _short(identity: int, value: int) -> bytes:
    return _record(identity, struct.pack("<H", value))


def _text(identity: int, wide_identity: int, text: str) -> bytes:
    """A text in the project's code page, then in UTF-16."""
    return _record(identity, text.encode("ascii")) + _record(wide_identity, text.encode("utf-16-le"))


def _dir(modules: Sequence[Module]) -> bytes:
    """The dir stream before compression (2.3.4.2): properties, one reference, modules."""
    properties = [
        _long(0x0001, 1),  # PROJECTSYSKIND: 32-bit Windows, as Office itself writes on 64-bit Windows too
        _long(0x0002, _ENGLISH),
        _long(0x0014, _ENGLISH),
        _short(0x0003, _CODE_PAGE),
        _record(0x0004, _PROJECT_NAME.encode("ascii")),
        _text(0x0005, 0x0040, ""),  # description
        _record(0x0006, b"") + _record(0x003D, b""),  # help file
        _long(0x0007, 0),
        _long(0x0008, 0),
        struct.pack("<HIIH", 0x0009, 4, 1, 1),  # PROJECTVERSION: any, but fixed
        _text(0x000C, 0x003C, ""),  # constants
    ]
    library = struct.pack("<I", len(_STDOLE)) + _STDOLE.encode("ascii") + bytes(6)
    reference = _text(0x0016, 0x003E, "stdole") + _record(0x000D, library)
    head = _short(0x000F, len(modules)) + _short(0x0013, 0xFFFF)
    return b"".join([*properties, reference, head, *map(_dir_module, modules), _record(0x0010, b"")])


def _dir_module(module: Module) -> bytes:
    """MODULE (2.3.4.2.3.2); the source begins at offset 0 of its stream, as no cache precedes it."""
    return b"".join(
        [
            _text(0x0019, 0x0047, module.name),
            _text(0x001A, 0x0032, module.name),  # the stream bears the module's name
            _text(0x001C, 0x0048, ""),
            _long(0x0031, 0),
            _long(0x001E, 0),
            _short(0x002C, 0xFFFF),
            _record(0x0021 if module.kind is Kind.STANDARD else 0x0022, b""),
            _record(0x002B, b""),
        ]
    )


# compression (2.4.1)


def compress(data: bytes) -> bytes:
    """A CompressedContainer (2.4.1.1.1).

    A chunk that does not get smaller is stored raw, which fills a short last one up with zero bytes (2.4.1.3.10): it
    takes over 3640 bytes without any repetition, which text never is.
    """
    return b"\x01" + b"".join(_chunk(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK))


def _chunk(chunk: bytes) -> bytes:
    """One chunk of at most 4096 bytes, header first."""
    body = bytearray()
    at = 0
    while at < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at == len(chunk):
                break
            offset, length = _repeated(chunk, at)
            if offset:
                flags |= 1 << bit
                tokens += struct.pack("<H", (offset - 1) << (16 - _offset_bits(at)) | length - 3)
            else:
                tokens.append(chunk[at])
            at += length
        body.append(flags)
        body += tokens
    if len(body) > _CHUNK:
        return struct.pack("<H", _RAW_CHUNK) + chunk.ljust(_CHUNK, b"\0")
    return struct.pack("<H", _COMPRESSED_CHUNK | len(body) - 1) + body


def _offset_bits(at: int) -> int:
    """How many of a copy token's 16 bits hold the offset at this place of the chunk (2.4.1.3.19.1)."""
    return max((at - 1).bit_length(), 4)


def _repeated(chunk: bytes, at: int) -> tuple[int, int]:
    """How far back the longest text that repeats here begins, and its length; (0, 1) where fewer than 3 bytes do."""
    longest = min((0xFFFF >> _offset_bits(at)) + 3, len(chunk) - at)
    offset, length = 0, 2
    while length < longest and (found := chunk.rfind(chunk[at : at + length + 1], 0, at + length)) >= 0:
        offset, length = at - found, length + 1
    return (offset, length) if offset else (0, 1)
