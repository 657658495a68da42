"""One module per public benchmark; the data are read from a folder given with ``--data``."""
