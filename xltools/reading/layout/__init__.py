"""A sheet → the forms on it: where they stand, what their columns are, what each row is."""
