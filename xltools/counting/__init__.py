"""Submissions to person-years and to the rows of the official forms (pure)."""
