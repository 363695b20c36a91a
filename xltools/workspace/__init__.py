"""Folders, intake, archive, ledger, results."""
