"""The year's plan as data, from KeHoach.xlsx or a built-in TOML file, and looking things up in it."""

DEFAULT_PLAN = "2023"
"""The built-in plan where none is named."""
