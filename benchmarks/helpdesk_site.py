"""django-helpdesk with its public ticket form, for ``benchmarks.attack``, in its own environment.

It reads ``[[address, words], …]`` as JSON from its input, opens the form and sends it for each, as
a browser does, and says how many were taken. Arguments: a folder, the port of a mail server.
"""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
import re
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import include, path

APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
IN_TEMPLATES = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
FORM = "/tickets/submit/"

urlpatterns: list[object] = []


def open_site(folder: str, port: int) -> None:
    """Configure it as its documents say, with one queue that strangers may write to."""
    settings.configure(
        SECRET_KEY="only for this run",
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        SITE_ID=1,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/db"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_FROM_EMAIL="help@desk.example",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        MEDIA_ROOT=f"{folder}/media",
        STATIC_URL="/static/",
        INSTALLED_APPS=APPS,
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": IN_TEMPLATES},
            }
        ],
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_USE_CELERY=False,
    )
    django.setup()
    urlpatterns.append(path("", include("helpdesk.urls", namespace="helpdesk")))
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    from helpdesk.models import Queue

    Queue.objects.create(
        title="Complaints",
        slug="complaints",
        allow_public_submission=True,
        email_address="help@desk.example",
        new_ticket_cc="owner@shop.example",
    )


def main() -> None:
    """Send the form for everybody."""
    open_site(sys.argv[1], int(sys.argv[2]))
    taken = 0
    posts = json.load(sys.stdin)
    for address, words in posts:
        client = Client(enforce_csrf_checks=True)
        page = client.get(FORM).content.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        fields = {
            "csrfmiddlewaretoken": found.group(1),
            "queue": "1",
            "title": words[:60],
            "body": words,
            "priority": "3",
            "submitter_email": address,
        }
        taken += client.post(FORM, fields).status_code == 302
    print(f"{taken} of {len(posts)} posts taken")


if __name__ == "__main__":
    sys.modules[__name__] = sys.modules["__main__"]
    main()
