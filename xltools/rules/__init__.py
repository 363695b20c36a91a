"""One function per rule; the words, clauses and severities of every code."""
