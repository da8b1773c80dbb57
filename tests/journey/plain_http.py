"""A browser reduced to what HTTP needs: forms, redirects, cookies. No script, no styles."""

from __future__ import annotations

import http.client
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form of a page: where it goes, and what it carries before anybody types."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Finds the forms of a page with their hidden and filled-in fields."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self._area: str | None = None
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", "")))
        elif tag == "input" and self.found and "name" in given:
            choice = given.get("type") in {"radio", "checkbox"}
            if not choice or "checked" in given:
                self.found[-1].fields.append((given["name"], given.get("value", "on")))
        elif tag == "textarea" and self.found and "name" in given:
            self._area, self._text = given["name"], ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self.found[-1].fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None


@dataclass
class Answer:
    """The last answer, after redirects."""

    status: int
    path: str


class PlainBrowser:
    """Follows redirects, keeps cookies as they are set, and sends forms as a browser does."""

    def __init__(self, base_url: str, headers: dict[str, str] | None = None) -> None:
        self.base = urllib.parse.urlsplit(base_url)
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.last = Answer(0, "")
        self.headers = headers or {}

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None)

    def submit(self, typed: dict[str, str], form: str = "", **pressed: str) -> Answer:
        """Fill in the first form whose action ends with ``form`` and press a button."""
        forms = [
            found
            for found in Forms(self.page).found
            if urllib.parse.urlsplit(found.action).path.endswith(form)
            and "/logout" not in found.action
            and "/shop/" not in found.action
        ]
        assert forms, f"no form {form!r} on {self.last.path}"
        values = {**dict(forms[0].fields), **typed, **pressed}
        return self._ask("POST", forms[0].action or self.last.path, values)

    def _ask(self, method: str, path: str, values: dict[str, str] | None) -> Answer:
        for _ in range(5):
            answer, location = self._once(method, path, values)
            if location is None:
                self.last = Answer(answer, urllib.parse.urlsplit(path).path)
                return self.last
            method, values = "GET", None
            path = urllib.parse.urljoin(path, location)
            path = path.removeprefix(f"{self.base.scheme}://{self.base.netloc}")
        raise AssertionError(f"too many redirects, the last to {path}")

    def _once(
        self, method: str, path: str, values: dict[str, str] | None
    ) -> tuple[int, str | None]:
        connection = http.client.HTTPConnection(
            self.base.hostname or "", self.base.port, timeout=20
        )
        headers = {"Accept-Language": "en", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if values is not None:
            body = urllib.parse.urlencode(values)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"{self.base.scheme}://{self.base.netloc}{self.last.path}"
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        self.page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            if "Max-Age=0" in cookie or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        connection.close()
        moved = answer.getheader("Location") if 300 <= answer.status < 400 else None
        return answer.status, moved
