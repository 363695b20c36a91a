"""What accepted forms come to (pure): counted days and stays, years of people and units, rows of merged forms."""
