"""The language only: text, dates, counts of days, names, places and old codes as people type them."""
