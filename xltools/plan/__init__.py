"""The year's plan as data."""

DEFAULT_PLAN = "2023"
"""The built-in plan where none is named."""
