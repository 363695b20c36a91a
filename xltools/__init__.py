"""Collect filled-in workbooks, check them against a plan, merge them into the official forms."""

__version__ = "0.1.0"
