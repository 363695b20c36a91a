"""vbaProject.bin, read back by others: oletools' decompressor, olefile, and the rules of [MS-OVBA] and [MS-CFB]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from tools.compound import compound_file
from tools.vba import Kind, Module, compress, vba_project

MACRO = 'Attribute VB_Name = "Bam"\nPublic Sub Chay()\n    Range("A1") = 1\nEnd Sub\n'
BOOK = Module("ThisWorkbook", kind=Kind.WORKBOOK)
SHEET = Module("shMot", kind=Kind.WORKSHEET)

LINES = st.lists(
    st.sampled_from(["", "    x = 1", "End Sub", "Public Sub A()", "' " + "-" * 100])
    | st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=80),
    max_size=400,
)


def opened(content: bytes) -> olefile.OleFileIO:
    return olefile.OleFileIO(BytesIO(content), raise_defects=olefile.DEFECT_POTENTIAL)


def unpacked(content: bytes) -> bytes:
    return bytes(decompress_stream(bytearray(content)))


@given(LINES)
def test_text_comes_back_from_compression(lines: list[str]) -> None:
    text = "\r\n".join(lines).encode("ascii")
    assert unpacked(compress(text)) == text


@given(st.binary(max_size=9000), st.integers(1, 4))
def test_bytes_come_back_from_compression(data: bytes, times: int) -> None:
    back = unpacked(compress(data * times))
    assert back[: len(data) * times] == data * times
    assert not back[len(data) * times :].strip(b"\0")


def test_long_and_dull_text_gets_small() -> None:
    assert len(compress(b"    Cells(1, 1) = 1\r\n" * 5000)) < 10_000


def test_spec_examples_of_compression_come_out_alike() -> None:
    """[MS-OVBA] 3.2.1 and 3.2.3: nothing repeats; everything repeats."""
    assert compress(b"abcdefghijklmnopqrstuv.") == bytes.fromhex(
        "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E"
    )
    assert compress(b"a" * 73) == bytes.fromhex("01 03 B0 02 61 45 00")


def test_only_the_source_is_stored() -> None:
    with opened(vba_project([BOOK, SHEET, Module("Bam", MACRO)])) as project:
        assert project.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC 61 FF FF 00 00 00")
        assert unpacked(project.openstream("VBA/Bam").read()) == MACRO.replace("\n", "\r\n").encode("ascii")
        streams = {"/".join(path) for path in project.listdir()}
    modules = {f"VBA/{name}" for name in ("ThisWorkbook", "shMot", "Bam")}
    assert streams == {"PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", *modules}


def test_documents_are_based_on_their_classes() -> None:
    with opened(vba_project([BOOK, SHEET])) as project:
        texts = [unpacked(project.openstream(f"VBA/{name}").read()).decode() for name in ("ThisWorkbook", "shMot")]
        listed = project.openstream("PROJECT").read().decode().split("\r\n")
    assert 'VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in texts[0]
    assert 'VB_Base = "0{00020820-0000-0000-C000-000000000046}"' in texts[1]
    assert "Document=ThisWorkbook/&H00000000" in listed
    assert "Document=shMot/&H00000000" in listed


def test_same_modules_same_bytes() -> None:
    modules = [BOOK, SHEET, Module("Bam", MACRO)]
    assert vba_project(modules) == vba_project(modules)


def test_line_ends_of_the_file_do_not_matter() -> None:
    assert Module("Bam", MACRO).text() == Module("Bam", MACRO.replace("\n", "\r\n")).text()


@pytest.mark.parametrize(
    ("modules", "complaint"),
    [
        ([Module("Bam", MACRO + "' Kiểm\n")], "module Bam, line 5 is not ASCII: ' Kiểm"),
        ([Module("Khac", MACRO)], 'module Khac does not begin with Attribute VB_Name = "Khac"'),
        ([BOOK, Module("thisworkbook", kind=Kind.WORKSHEET)], "two modules with one name"),
        ([Module("1a")], "not a module name: '1a'"),
        ([Module("a" * 32)], "not a module name"),
        ([Module("Biểu")], "not a module name: 'Biểu'"),
    ],
)
def test_what_is_wrong_is_refused(modules: list[Module], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        vba_project(modules)


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
    with opened(vba_project([BOOK])) as project:
        lines = project.openstream("PROJECT").read().decode().split("\r\n")
    values = {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}
    shown = {key: revealed(values[key], values["ID"]) for key in ("CMG", "DPB", "GC")}
    assert shown == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


# the container


@given(st.lists(st.binary(max_size=5000), max_size=12), st.integers(0, 3))
def test_streams_come_back_from_the_container(contents: list[bytes], storages: int) -> None:
    streams = {f"S{n % storages}/x{n}" if storages else f"x{n}": content for n, content in enumerate(contents)}
    with opened(compound_file(streams)) as container:
        assert {"/".join(path): container.openstream(path).read() for path in container.listdir()} == streams


def test_streams_around_the_sizes_of_sectors() -> None:
    streams = {
        f"n{size}": bytes([size % 251]) * size for near in (64, 512, 4096, 65536) for size in range(near - 1, near + 2)
    }
    with opened(compound_file(streams)) as container:
        assert {name: container.openstream(name).read() for name in streams} == streams


def test_a_large_container_needs_a_longer_fat() -> None:
    streams = {"a": b"x" * 6_500_000, "b": b"y" * 100}
    with opened(compound_file(streams)) as container:
        assert container.openstream("a").read() == streams["a"]
        assert container.openstream("b").read() == streams["b"]
    with pytest.raises(ValueError, match="too much"):
        compound_file({"a": bytes(8_000_000)})
    with pytest.raises(ValueError, match="name too long"):
        compound_file({"a" * 32: b""})


Node = tuple[str, int, int, int, int]


def directory(content: bytes) -> list[Node]:
    """Entries of the directory: name, colour, left, right, child."""
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


def walk(nodes: list[Node], number: int, parent_red: bool = False) -> Iterator[tuple[str, int]]:
    """Names in the tree's order, each leaf's place told with the black nodes above it ("" is a leaf)."""
    if number == 0xFFFFFFFF:
        yield "", 0
        return
    name, colour, left, right, _ = nodes[number]
    assert not (parent_red and colour == 0), "red below red"
    for below, names in ((left, False), (right, True)):
        if names:
            yield name, -1
        for text, blacks in walk(nodes, below, colour == 0):
            yield text, blacks + (colour if blacks >= 0 else 0)


@pytest.mark.parametrize("count", [*range(1, 34), 63, 64, 100])
def test_directory_is_a_red_black_tree(count: int) -> None:
    """Windows finds a stream by walking this tree: [MS-CFB] 2.6.4."""
    streams = {f"{'aB'[n % 2] * (n % 5 + 1)}{n}": b"" for n in range(count)}
    nodes = directory(compound_file(streams))
    seen = list(walk(nodes, nodes[0][4]))
    names = [name for name, _ in seen if name]
    assert names == sorted(streams, key=lambda name: (len(name), name.upper()))
    assert len({blacks for name, blacks in seen if not name}) == 1, "paths with unequal numbers of black nodes"
    assert nodes[nodes[0][4]][1] == 1
