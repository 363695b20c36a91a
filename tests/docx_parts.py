"""Word documents made of a few lines of XML."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .zips import zipped

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document(body: str, styles: str = "", space: str = MAIN, part: str = "word/document.xml") -> bytes:
    """A document with this body; ``styles`` is what stands in its part of styles."""
    folder, _, name = part.rpartition("/")
    parts = {
        "_rels/.rels": _relations("officeDocument", part),
        part: f'<w:document xmlns:w="{space}" {_SPACES}><w:body>{body}</w:body></w:document>',
    }
    if styles:
        parts[f"{folder}/_rels/{name}.rels"] = _relations("styles", "styles.xml")
        parts[f"{folder}/styles.xml"] = f'<w:styles xmlns:w="{space}">{styles}</w:styles>'
    return zipped(parts)


def _relations(kind: str, target: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="r1" Type="{_KIND}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{space}">{relation}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inside: str) -> str:
    """A paragraph of texts and of pieces of XML."""
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in inside)}</w:p>"


def cell(*inside: str, properties: str = "") -> str:
    """A cell of texts, each a paragraph, and of pieces of XML."""
    content = "".join(one if one.startswith("<") else paragraph(one) for one in inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of texts and of cells."""
    content = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
