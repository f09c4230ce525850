"""The command line of Unison Commerce: one instance's stack, database, catalogue and demo data."""
