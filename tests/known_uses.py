"""Names that vulture cannot see used: they are called by users, by libraries, or by name."""
