"""The year's plan as data."""
