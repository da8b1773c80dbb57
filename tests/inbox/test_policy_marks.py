"""Changes on a page are marked where they stand, and no word of theirs becomes a tag."""

from __future__ import annotations

from policy_pages.differences import Change
from policy_pages.plain import blocks_of
from widget.inbox.policy_marks import with_changes, without_ways_out

PAGE = """<div>
<h2 id="amends-mind">Your mind</h2>
<p>You have <data value="28">28 days</data> &amp; more.</p>
<dl class="glance"><div><dt>Days</dt><dd>28 days</dd><dd>or more</dd></div></dl>
<ul><li>One</li><li>Two<ul><li>Inner</li></ul></li></ul>
<h2 id="amends-end">The end</h2>
</div>"""


def marked(*changes: Change) -> str:
    return with_changes(PAGE, changes, "New:", "Gone:")


def test_a_paragraph_that_changed_shows_what_was_and_what_is() -> None:
    html = marked(Change("Your mind", "You have 14 days & more.", "You have 28 days & more."))
    assert (
        '<p><del><span class="vh">Gone: </span>You have 14 days &amp; more.</del> '
        '<ins><span class="vh">New: </span>You have <data value="28">28 days</data> &amp; more.'
        "</ins></p>"
    ) in html


def test_an_answer_at_a_glance_is_marked_without_its_question() -> None:
    html = marked(Change("Your mind", "Days: 14 days", "Days: 28 days"))
    assert "</span>14 days</del> <ins>" in html
    assert "28 days</ins></dd><dd>or more</dd>" in html


def test_what_is_gone_stands_below_its_heading() -> None:
    html = marked(Change("The end", "Farewell.", ""))
    gone = '<p class="gone"><del><span class="vh">Gone: </span>Farewell.</del> </p>'
    assert f'<h2 id="amends-end">The end</h2>{gone}' in html


def test_several_changes_are_marked_and_the_rest_of_the_page_is_as_it_was() -> None:
    html = marked(
        Change("Your mind", "", "Inner"),
        Change("Your mind", "", "Two"),
        Change("Your mind", "", "Days: or more"),
        Change("Nowhere", "Never there", "Nor there"),
        Change("Nowhere", "Never there", ""),
    )
    assert html.count("<ins>") == html.count("</ins>") == 3
    assert "Never there" not in html
    assert "Two</ins><ul><li><ins>" in html
    told = [block.text.replace("New: ", "") for block in blocks_of(html)]
    assert told == [block.text for block in blocks_of(PAGE)]


def test_a_paragraph_that_came_twice_is_marked_once_for_each() -> None:
    page = "<p>Same.</p><p>Same.</p>"
    change = Change("", "", "Same.")
    assert with_changes(page, [change], "New:", "Gone:").count("<ins>") == 1
    assert with_changes(page, [change, change, change], "New:", "Gone:").count("<ins>") == 2


def test_T18_odd_ends_of_lines_do_not_put_a_mark_into_a_tag() -> None:
    page = "<p>One\u2028two\x0b\x85three\r</p>\n<p title='x'>Four</p>"
    marked_page = with_changes(page, [Change("", "", "Four")], "New:", "Gone:")
    assert "<p title='x'><ins>" in marked_page
    assert marked_page.endswith("Four</ins></p>")


def test_T18_words_that_are_gone_stay_words() -> None:
    hostile = '<img src=x onerror="alert(1)">&amp;'
    html = marked(Change("The end", hostile, ""), Change("Your mind", hostile, "One"))
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;amp;") == 2


def test_links_of_a_preview_lead_nowhere_but_within_the_page() -> None:
    page = '<a href="https://desk.example/s/x">Form</a> <a class="b" href="#amends-end">End</a>'
    assert without_ways_out(page) == '<a>Form</a> <a class="b" href="#amends-end">End</a>'
