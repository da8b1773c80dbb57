"""``amends demo``: a shop, its desk and its mail on this machine, for looking and trying."""
