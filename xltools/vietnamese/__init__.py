"""Vietnamese text, dates, numbers, names and places."""
