"""The control panel behind its buttons: one request in, one answer out, the same in Excel and LibreOffice Calc."""
