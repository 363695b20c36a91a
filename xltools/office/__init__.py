"""File formats, both ways: bytes → sheets (``read``), edits → bytes (``package``, ``sheet_edit``, ``sheet_xml``)."""
