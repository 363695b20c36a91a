"""Official templates filled, workbooks drawn."""
