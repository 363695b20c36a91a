"""vbaProject.bin, read back by others: oletools' decompressor, olefile, and the rules of [MS-OVBA] and [MS-CFB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile
import pytest
from oletools.olevba import decompress_stream

from tools.vba import vba_project

MACRO = 'Attribute VB_Name = "Bam"\nPublic Sub Chay()\n    Range("A1") = 1\nEnd Sub\n'


def opened(content: bytes) -> olefile.OleFileIO:
    return olefile.OleFileIO(BytesIO(content), raise_defects=olefile.DEFECT_POTENTIAL)


def unpacked(content: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(content)))


@pytest.mark.parametrize("source", [MACRO, MACRO.replace("\n", "\r\n")], ids=["LF", "CRLF"])
def test_only_the_source_is_stored(source: str) -> None:
    with opened(vba_project(["shMot"], {"Bam": source})) as project:
        assert project.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC 61 FF FF 00 00 00")
        assert unpacked(project.openstream("VBA/Bam").read()) == MACRO.replace("\n", "\r\n").encode("ascii")
        streams = {"/".join(path) for path in project.listdir()}
    modules = {f"VBA/{name}" for name in ("ThisWorkbook", "shMot", "Bam")}
    assert streams == {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", *modules}


def test_documents_are_based_on_their_classes() -> None:
    with opened(vba_project(["shMot"], {})) as project:
        texts = [unpacked(project.openstream(f"VBA/{name}").read()).decode() for name in ("ThisWorkbook", "shMot")]
        listed = project.openstream("PROJECT").read().decode().split("\r\n")
    assert 'VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in texts[0]
    assert 'VB_Base = "0{00020820-0000-0000-C000-000000000046}"' in texts[1]
    assert "Document=ThisWorkbook/&H00000000" in listed
    assert "Document=shMot/&H00000000" in listed


def test_no_library_is_needed_but_the_one_every_windows_has() -> None:
    with opened(vba_project(["shMot"], {"Bam": MACRO})) as project:
        libraries = [part[1:39] for part in unpacked(project.openstream("VBA/dir").read()).split(b"*\\")[1:]]
    assert libraries == [b"{00020430-0000-0000-C000-000000000046}"]  # stdole


def test_same_modules_same_bytes() -> None:
    assert vba_project(["shMot"], {"Bam": MACRO}) == vba_project(["shMot"], {"Bam": MACRO})


@pytest.mark.parametrize(
    ("sources", "complaint"),
    [
        ({"Bam": MACRO + "' Kiểm\n"}, "module Bam, line 5 is not ASCII: ' Kiểm"),
        ({"Khac": MACRO}, 'module Khac does not begin with Attribute VB_Name = "Khac"'),
        ({"SHMOT": MACRO.replace("Bam", "SHMOT")}, "already exists"),
    ],
)
def test_what_is_wrong_is_refused(sources: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        vba_project(["shMot"], sources)


def revealed(written: str, project_id: str) -> bytes:
    """The value behind CMG, DPB or GC: [MS-OVBA] 2.4.3.3, with the checks it asks for."""
    seed, version, key, *rest = bytes.fromhex(written)
    assert version ^ seed == 2
    assert key ^ seed == sum(project_id.encode()) & 0xFF
    last, before, plain = key, version, key ^ seed
    values = []
    for byte in rest:
        plain = byte ^ ((before + plain) & 0xFF)
        before, last = last, byte
        values.append(plain)
    body = bytes(values[(seed & 6) // 2 :])
    (length,) = struct.unpack("<I", body[:4])
    assert len(body) == 4 + length
    return body[4:]


def test_project_is_open_and_visible() -> None:
    example = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"  # [MS-OVBA] 3.1.6
    assert revealed("0705D8E3D8EDDBF1DBF1DBF1DBF1", example) == bytes(4)
    assert revealed("0E0CD1ECDFF4E7F5E7F5E7", example) == b"\0"
    with opened(vba_project(["shMot"], {})) as project:
        lines = project.openstream("PROJECT").read().decode().split("\r\n")
    values = {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}
    shown = {key: revealed(values[key], values["ID"]) for key in ("CMG", "DPB", "GC")}
    assert shown == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


Node = tuple[str, int, int, int, int]


def directory(content: bytes) -> list[Node]:
    """Entries of the container's directory: name, colour, left, right, child."""
    (first,) = struct.unpack_from("<I", content, 0x30)
    (fat,) = struct.unpack_from("<I", content, 0x4C)
    nodes: list[Node] = []
    while first != 0xFFFFFFFE:
        sector = content[(first + 1) * 512 :][:512]
        for at in range(0, 512, 128):
            length, _, colour, left, right, child = struct.unpack_from("<HBBIII", sector, at + 64)
            nodes.append((sector[at : at + length - 2].decode("utf-16-le"), colour, left, right, child))
        (first,) = struct.unpack_from("<I", content, (fat + 1) * 512 + first * 4)
    return nodes


def walk(nodes: list[Node], number: int, parent_red: bool = False) -> Iterator[str]:
    """Names in the tree's order."""
    if number != 0xFFFFFFFF:
        name, colour, left, right, _ = nodes[number]
        assert not (parent_red and colour == 0), "red below red"
        yield from walk(nodes, left, colour == 0)
        yield name
        yield from walk(nodes, right, colour == 0)


@pytest.mark.parametrize("count", [*range(1, 12), 30])
def test_streams_lie_in_the_tree_that_windows_walks(count: int) -> None:
    """[MS-CFB] 2.6.4: shorter names first, the root black, no two red ones in a row."""
    nodes = directory(vba_project([f"{'aB'[n % 2] * (n % 5 + 1)}{n}" for n in range(count)], {"Bam": MACRO}))
    (storage,) = [node for node in nodes if node[0] == "VBA"]
    names = list(walk(nodes, storage[4]))
    assert len(names) == count + 4
    assert names == sorted(names, key=lambda name: (len(name), name.upper()))
    assert nodes[storage[4]][1] == nodes[0][1] == 1
