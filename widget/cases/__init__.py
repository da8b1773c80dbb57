"""The case and its life. Pure: no Flask, no database, no mail; clock and chance are arguments."""
