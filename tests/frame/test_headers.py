"""Who may frame the form, and how the loader is served."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from widget.cases.errors import FieldErrors
from widget.cases.model import Shop
from widget.desk import Actor, Desk, Receipt, add_site, read_origin, remove_site, sites_of
from widget.embed import MOST_BYTES

PAGES = ("", "/complaint", "/refund", "/return", "/cancel")


def ancestors(answer: TestResponse) -> str:
    policy = answer.headers["Content-Security-Policy"]
    (found,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return str(found.removeprefix("frame-ancestors "))


def test_the_loader_is_small_readable_and_served_with_exactly_these_headers(
    client: FlaskClient,
) -> None:
    answer = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    packed = answer.get_data()
    print(f"embed.js as served: {len(packed)} bytes")
    assert len(packed) <= MOST_BYTES
    plain = client.get("/embed.js")
    assert gzip.decompress(packed) == plain.get_data()
    assert plain.text.startswith("// Amends: opens a shop's own links")
    kept = {
        name: value
        for name, value in plain.headers.items()
        if name not in {"ETag", "Content-Length", "Date"}
    }
    assert kept == {
        "Content-Type": "text/javascript; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        ),
    }
    again = client.get("/embed.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_without_a_list_the_frame_may_stand_anywhere_and_nothing_else_may(
    client: FlaskClient, shop: Shop
) -> None:
    for path in PAGES:
        assert ancestors(client.get(f"/s/{shop.slug}{path}?frame=1")) == "* file:"
        assert ancestors(client.get(f"/s/{shop.slug}{path}")) == "'none'"
        assert ancestors(client.get(f"/s/{shop.slug}{path}?frame=0")) == "'none'"


def test_T16_with_a_list_only_its_sites_may_frame_the_form_and_posts_out_of_it(
    desk: Desk, client: FlaskClient, shop: Shop, orla: Actor, other_shop: Shop
) -> None:
    add_site(desk, orla, "wrenandtide.example")
    second = add_site(desk, orla, "http://localhost:8081/page?x")
    both = "https://wrenandtide.example http://localhost:8081"
    here = f"/s/{shop.slug}/complaint?frame=1"
    for answer in (
        client.get(here),
        client.post(here, data={"step": "check"}),
        client.post(here, data={"step": "send", "token": "made up"}),
        client.post(here, data={"x": "y" * 300_000}),
    ):
        assert ancestors(answer) == both
        assert answer.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert ancestors(client.get(f"/s/{other_shop.slug}?frame=1")) == "* file:"
    remove_site(desk, orla, second.id)
    assert ancestors(client.get(here)) == "https://wrenandtide.example"


def test_T16_a_private_page_is_framed_by_nobody(
    client: FlaskClient, shop: Shop, make_case: Callable[..., Receipt]
) -> None:
    receipt = make_case()
    for path in (
        f"/c/{receipt.token}",
        f"/c/{receipt.token}/receipt",
        f"/p/{shop.slug}/privacy",
        "/inbox/login",
        "/s/nobody",
        "/s/nobody/complaint",
    ):
        assert ancestors(client.get(f"{path}?frame=1")) == "'none'"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.one_of(
        st.text(max_size=60),
        st.builds("{}://{}{}".format, st.sampled_from(["https", "http", "x"]),
                  st.text("abc.-;'* \n", min_size=1, max_size=20),
                  st.sampled_from(["", ":80", ":8443", "; script-src *", "/x", " 'none'"])),
    )
)  # fmt: skip
def test_T04_whatever_is_typed_as_a_site_the_header_holds_origins_alone(
    desk: Desk, client: FlaskClient, shop: Shop, orla: Actor, typed: str
) -> None:
    for site in sites_of(desk, shop.id):
        remove_site(desk, orla, site.id)
    try:
        add_site(desk, orla, typed)
    except FieldErrors:
        return
    (origin,) = [site.origin for site in sites_of(desk, shop.id)]
    assert read_origin(origin) == origin
    assert ancestors(client.get(f"/s/{shop.slug}?frame=1")) == origin
    assert not set(origin) & set("; '\",*\n")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_the_frame_sets_a_cookie(client: FlaskClient, shop: Shop, path: str) -> None:
    answer = client.get(f"/s/{shop.slug}{path}?frame=1")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
