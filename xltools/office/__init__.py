"""File formats, both ways: bytes into sheets, edits into bytes."""
