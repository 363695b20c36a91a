"""Everything in workbooks/ and docs/ made from source."""
