"""Says in plain words from what somebody logged in: "Chrome di Android". Nothing else of the browser's line is kept."""

import re

UNKNOWN = "Peramban lain"

# Each names itself, and most name others too: the first that fits is the one.
_BROWSERS = (
    ("Edge", r"\bEdgA?(?:iOS)?/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\bCriOS/|\bChrome/|\bChromium/|\bHeadlessChrome/"),
    ("Safari", r"\bVersion/[\d.]+ .*\bSafari/"),
)
_PLACES = (
    ("Android", r"\bAndroid\b"),
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMacintosh\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)
# A browser's line has no limit; what matters stands in its beginning.
_LENGTH = 400


def device(user_agent: str) -> str:
    """The browser and where it runs, as far as they are known."""
    text = user_agent[:_LENGTH]
    browser = _first(_BROWSERS, text) or UNKNOWN
    place = _first(_PLACES, text)
    return f"{browser} di {place}" if place else browser


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, text)), "")
