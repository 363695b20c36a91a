"""Every code in one place: importing this module fills the registry."""

from __future__ import annotations

from xltools.rules import content, days, deadlines, exemptions, quota, reader_codes, registration, window
from xltools.rules.registry import REGISTRY as RULES

__all__ = ["RULES", "TOPICS"]

TOPICS = (reader_codes, days, quota, window, content, exemptions, deadlines, registration)
"""The modules that hold the rules, in the order of the catalogue."""
