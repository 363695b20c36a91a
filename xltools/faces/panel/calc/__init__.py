"""LibreOffice Calc as a host of the control panel: a user script in its own Python, and how it gets there."""
