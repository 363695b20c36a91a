"""The year's folder on disk: layout, intake, originals, ledger, results, locks."""
