"""What makes workbooks/, docs/ and the demo files; nothing of it is installed."""
