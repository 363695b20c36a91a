"""The rows of a form → a submission, with every doubt told at its cell."""
