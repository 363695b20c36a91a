"""One module per file format: what calamine does not show of a spreadsheet, and the formats it does not read."""
