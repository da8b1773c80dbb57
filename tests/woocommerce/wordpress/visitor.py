"""A person whose browser has cookies and no JavaScript: opens pages, follows links, sends forms."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send if nobody changed it."""

    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[list[str]] = field(default_factory=list)  # name, value, words


class Page(HTMLParser):
    """The links and forms of a page, and its words."""

    def __init__(self, url: str, status: int, text: str) -> None:
        super().__init__()
        self.url, self.status, self.text = url, status, text
        self.links: list[list[str]] = []  # address, words
        self.forms: list[Form] = []
        self._inside: list[list[str]] = []
        self._area = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in about:
            self.links.append([urljoin(self.url, about["href"]), ""])
            self._inside.append(self.links[-1])
        if tag == "form":
            action = urljoin(self.url, about.get("action") or self.url)
            self.forms.append(Form(action, about.get("method", "get").lower()))
        if self.forms:
            self._field(tag, about)

    def _field(self, tag: str, about: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], about.get("name", ""), about.get("type", "")
        if tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.append([name, about.get("value", ""), about.get("value", "")])
            if tag == "button":
                form.buttons[-1][2] = ""
                self._inside.append(form.buttons[-1])
        elif tag == "input" and name:
            if kind not in ("checkbox", "radio") or "checked" in about:
                form.fields.append((name, about.get("value", "on")))
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in about:
            form.fields.append((self._select, about.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "button") and self._inside:
            self._inside.pop()
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        for one in self._inside:
            one[-1] += data
        if self._area:
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, before + data)

    def link(self, words: str) -> str:
        """Where the first link with these words goes; AssertionError where there is none."""
        found = [address for address, said in self.links if words in " ".join(said.split())]
        assert found, f"no link “{words}” on {self.url}: {self.links}"
        return found[0]

    def form(self, button: str) -> tuple[Form, list[str]]:
        """The form that has such a button, and the button."""
        for form in self.forms:
            for one in form.buttons:
                if button in " ".join(one[2].split()):
                    return form, one
        buttons = [one[2] for form in self.forms for one in form.buttons]
        raise AssertionError(f"no button “{button}” on {self.url}: {buttons}\n{self.text[-3000:]}")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *about: Any) -> None:
        return None


class Visitor:
    """Cookies of their own. ``page`` is what they look at."""

    def __init__(self, url: str) -> None:
        self.home = url
        self.page = Page(url, 0, "")
        # As in browsers, a secure cookie goes to loopback too.
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy))
        self._browser = urllib.request.build_opener(jar)
        self._staying = urllib.request.build_opener(jar, _Stay())

    def open(self, address: str, fields: Any = None, *, follow: bool = True) -> Page:
        """Open an address, or send fields to it; an error's page is a page too."""
        data = None if fields is None else urllib.parse.urlencode(fields, doseq=True).encode()
        request = urllib.request.Request(urljoin(self.page.url or self.home, address), data)
        try:
            answer = (self._browser if follow else self._staying).open(request, timeout=60)
        except urllib.error.HTTPError as fault:
            answer = fault
        with answer:
            text = answer.read().decode()
            self.page = Page(answer.headers.get("Location") or answer.url, answer.status, text)
        # The desk goes to another site by this header, for its policy forbids a form to.
        onward = answer.headers.get("Refresh", "")
        if follow and onward.startswith("0; url="):
            return self.open(onward.removeprefix("0; url="))
        return self.page

    def follow(self, words: str) -> Page:
        """Press a link."""
        return self.open(self.page.link(words))

    def press(self, button: str, **fields: Any) -> Page:
        """Fill in a form and press its button; a field of None is left out."""
        form, (name, value, _) = self.page.form(button)
        said = [(key, kept) for key, kept in form.fields if key not in fields]
        said += [(key, wanted) for key, wanted in fields.items() if wanted is not None]
        if name:
            said.append((name, value))
        if form.method == "get":
            bare = form.action.split("?")[0]
            return self.open(f"{bare}?{urllib.parse.urlencode(said, doseq=True)}")
        return self.open(form.action, said)

    def log_in(self, name: str, password: str) -> Page:
        """Log in to WordPress."""
        self.open(f"{self.home}/wp-login.php")
        page = self.press("Log In", log=name, pwd=password)
        assert "login_error" not in page.text, page.text
        return page
