"""Settings of the example site."""

SITENAME = "Wren & Tide"
SITEURL = ""
TIMEZONE = "Europe/Dublin"
DEFAULT_LANG = "en"
PATH = "content"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["articles"]
STATIC_PATHS = ["policy", "extra/site.css"]
EXTRA_PATH_METADATA = {"extra/site.css": {"path": "site.css"}}
THEME = "theme"
# Where “amends policy build” puts amends.html.
THEME_TEMPLATES_OVERRIDES = ["templates"]
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
