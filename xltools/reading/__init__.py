"""Bytes to grids, grids to submissions; isolation and limits."""
