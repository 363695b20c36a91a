"""Texts an official receives."""
