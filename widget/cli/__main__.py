"""``python -m widget.cli``: the command ``amends`` of this very Python."""

from widget.cli import main

main(prog_name="amends")
