"""Sheets into submissions: where a form is, what its rows say, what is doubtful."""
