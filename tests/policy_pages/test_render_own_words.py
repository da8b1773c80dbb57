"""What owners type, in own words or as names and addresses, cannot do anything on a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from policy_pages.answers import OwnWords
from policy_pages.markup import OWN_TAGS, own_html
from policy_pages.own_words import own_markdown
from policy_pages.render import outputs, render
from tests.policy_pages.editions import edition
from tests.policy_pages.page_reader import PageReader

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "[x]( javascript&colon;alert(1))",
    "![x](https://tracker.example/pixel.gif)",
    "<a href='https://evil.example' onclick='x()'>x</a>",
    "<h2 id='amends-law'>The law</h2>",
    "# The law {#amends-law}",
    "<svg/onload=alert(1)>",
    "`<script>`\n\n    <script>alert(1)</script>",
    "<style>body{display:none}</style>",
    "<iframe src='https://evil.example'></iframe>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<https://fine.example/?a=1&b=2> <javascript:alert(1)>",
    "\ue0000\ue001 \ue00099\ue001",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "</div></article><form action='https://evil.example'><input name=password></form>",
    "| a | b |\n|---|---|\n| <b>1</b> | 2 |",
    "{{ 7 * 7 }} {% raw %}",
]


def harmless(html: str) -> PageReader:
    reader = PageReader(html)
    assert set(reader.tags) <= OWN_TAGS
    assert set(reader.attributes) <= {"href", "rel", "start"}
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in reader.links)
    assert reader.tags.count("a") == len(reader.links)  # what is refused is words, not a dead link
    return reader


@pytest.mark.parametrize("attack", ATTACKS)
def test_T20_own_words_come_out_harmless(attack):
    harmless(own_html(attack))


@pytest.mark.parametrize("attack", ATTACKS)
def test_T20_the_markdown_of_own_words_is_harmless_in_a_renderer_that_lets_html_through(attack):
    careless = Markdown(extensions=["extra"])

    reader = PageReader(careless.convert(own_markdown(own_html(attack))))

    assert not {"script", "img", "svg", "style", "iframe", "form", "input"} & set(reader.tags)
    assert "id" not in reader.attributes
    assert not [name for name in reader.attributes if name.startswith("on")]
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in reader.links)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(alphabet="<>&\"'()[]{}#*_`|~:!/=\\- \nabjscriptonhref\ue000\ue001", max_size=80))
def test_T20_whatever_is_typed_comes_out_harmless(typed):
    html = own_html(typed)
    harmless(html)
    PageReader(Markdown(extensions=["extra"]).convert(own_markdown(html)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_T20_names_and_addresses_are_told_as_they_are(attack):
    name = " ".join(attack.split())
    own = (OwnWords("refund", "en", attack),)
    ours = edition(
        {"contact.name": name, "contact.address": attack, "complaint.adr_body": attack, "own": own}
    )
    plain = edition()
    for page in ("refund", "withdrawal", "complaints"):
        reader, usual = (PageReader(render(each, page, "en").html) for each in (ours, plain))
        assert set(reader.tags) <= set(usual.tags) | OWN_TAGS
        assert set(reader.attributes) <= set(usual.attributes) | {"start"}
        assert reader.ids == usual.ids
        assert not [link for link in reader.links if "script:" in link.casefold()]
        assert [tag for tag in reader.tags if tag == "script"] == ["script", "script"]


def test_T36_a_paragraph_full_of_brackets_is_told_as_it_was_typed():
    """With links looked for, these take Markdown minutes."""
    for bomb in ("[" * 20_000, "[a](" * 5_000, "![" * 10_000):
        html = own_html(f"{bomb}\n\nSee [our diary](https://wren.example/).")
        assert harmless(html).links == ["https://wren.example/"]
        assert bomb[:50] in html


def test_own_words_stand_under_what_we_add_and_nowhere_else():
    own = (OwnWords("withdrawal", "en", "Soap may be *open*.\n\n# Really\n\n- yes\n- no"),)
    rendered = render(edition({"own": own}), "withdrawal", "en")

    before, _, after = rendered.fragment.partition('id="amends-more"')
    assert "Soap may be <em>open</em>." in after
    assert "Soap" not in before
    assert "<h3>Really</h3>" in after
    assert "### Really" in rendered.markdown
    assert "- yes" in rendered.text
    for page, locale in (("withdrawal", "de"), ("refund", "en")):
        assert "Soap" not in render(edition({"own": own}), page, locale).html


def test_kind_markdown_survives_on_its_way_to_a_site():
    text = (
        "We *really* **mean** it, see [our diary](https://wren.example/a_(b)).\n\n"
        "1. one\n2. two\n\n> quoted\n\n`code`\n\nline  \nbreak\n\n---\n\n## Small"
    )
    again = own_html(own_markdown(own_html(text)))

    assert "<em>really</em> <strong>mean</strong>" in again
    assert 'href="https://wren.example/a_%28b%29"' in again
    assert "<ol>" in again
    assert "<blockquote>" in again
    assert "<h3>Small</h3>" in again
    assert "<br>" in again
    assert "<hr>" in again


def test_own_words_are_in_every_form_of_their_page():
    own = (OwnWords("refund", "en", "Opened soap too."),)
    files = outputs(edition({"own": own}))

    for form in (".html", ".fragment.html", ".md", ".txt"):
        assert b"Opened soap too." in files[f"refund{form}"]
