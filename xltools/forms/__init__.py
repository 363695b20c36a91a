"""The forms as data: names, columns, header wordings, rhythm, who sends and gathers them, what is printed."""
