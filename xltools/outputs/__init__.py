"""One module per result: official forms, compliance workbook, receipts, summaries, exports, traces."""
