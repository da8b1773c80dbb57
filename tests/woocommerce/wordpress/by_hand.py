"""A connected shop to look at: ``python -m tests.woocommerce.wordpress.by_hand [block|classic]``.

The plugin is the one in the tree: an edit shows at the next look. Ends with Ctrl+C.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.woocommerce.wordpress.core import prepare_core
from tests.woocommerce.wordpress.shop import Shop, open_desk_beside
from tests.woocommerce.wordpress.site import make_site, make_template

PAGES = {
    "Links": '[amends_link kind="complaint"] [amends_link kind="withdraw"]',
    "Policy": '[amends_policy page="refund"]',
    "Forms": '[amends_form kind="complaint"] [amends_form kind="withdraw"]',
    "Blocks": "<!-- wp:amends-desk/link /--> <!-- wp:amends-desk/policy /-->",
}


def main() -> None:
    """Serve until somebody ends it; what waits at both sides is done each second."""
    # Ended any other way than by Ctrl+C, it takes PHP's server along, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory() as name,
        contextlib.ExitStack() as open_,
    ):
        folder = Path(name)
        core = prepare_core(folder)
        template = make_template(core, folder / "template")
        site = make_site(core, template.folder, folder / "site", linked=True)
        site.act("theme", {"name": "plain" if "classic" in sys.argv else "twentytwentyfour"})
        site.act("activate")
        desk = open_.enter_context(open_desk_beside(folder / "desk", site.url))
        open_.enter_context(site.serve())
        Shop(site, desk).connect()
        order = site.order()
        print(f"Shop      {site.url} (owner orla, customers karla and pat, “a good password”)")
        print(f"Order     {order['received']}\n          {order['edit']}")
        for title, content in PAGES.items():
            print(f"{title:9} {site.act('page', {'title': title, 'content': content})['url']}")
        print(f"Desk      {desk.log_in_link()}\nFolder    {site.folder} (debug.log, mails.jsonl)")
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                site.run_actions()
                desk.work()
                time.sleep(1)


if __name__ == "__main__":
    main()
