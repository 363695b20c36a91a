"""One spec per form, for drawing and for reading."""
