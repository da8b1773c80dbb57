"""``amends plugin woocommerce [FILE]``: the plugin as the zip that WordPress installs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import click

from widget.cli.spoken import N_, SpokenCommand, SpokenGroup, StopError, _, option

SLUG = "amends-desk"
SOURCE = Path(__file__).resolve().parents[2] / "plugin_woocommerce" / SLUG

# The oldest day that a zip knows, so that the same files make the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)

# Nothing that a system or an editor leaves behind goes to a shop.
SHIPPED = re.compile(r"\.(php|txt|json|js|css|po|pot)\Z")


@click.group(cls=SpokenGroup, help=N_("The plugin for a shop’s platform, ready to install."))
def plugin() -> None:
    """Commands about plugins."""


@plugin.command(
    cls=SpokenCommand,
    help=N_("Write the WooCommerce plugin as a zip (amends-desk.zip unless you name a file)."),
)
@click.argument("file", type=click.Path(path_type=Path), default=Path(f"{SLUG}.zip"))
@option("--replace", is_flag=True, help=N_("Take the place of a file that is there already."))
def woocommerce(file: Path, replace: bool) -> None:
    """Pack the plugin and compile its words."""
    if not SOURCE.is_dir():
        raise StopError(_("The plugin’s files are missing from this installation."))
    packed = packed_plugin(SOURCE)
    try:
        with file.open("wb" if replace else "xb") as target:
            target.write(packed)
    except FileExistsError:
        raise StopError(
            _("%(file)s is there already. --replace takes its place.", file=file)
        ) from None
    click.echo(_("%(file)s is written. Upload it in WordPress: Plugins, Add New.", file=file))


def packed_plugin(source: Path) -> bytes:
    """The zip's bytes: every file below the folder of the plugin's name, the words compiled."""
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in source.rglob("*")
        if path.is_file() and SHIPPED.search(path.name)
    }
    files |= {
        f"{name.removesuffix('.po')}.mo": compiled(name, words)
        for name, words in files.items()
        if name.endswith(".po")
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name in sorted(files):
            about = zipfile.ZipInfo(f"{SLUG}/{name}", DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            # As on every system: a plain file that its owner may write.
            about.create_system = 3
            about.external_attr = 0o100644 << 16
            bundle.writestr(about, files[name])
    return packed.getvalue()


def compiled(name: str, words: bytes) -> bytes:
    """A catalogue as WordPress reads it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    locale = name.removesuffix(".po").rpartition(f"{SLUG}-")[2]
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(words), locale=locale, abort_invalid=True))
    return compiled.getvalue()
