"""Checks that every link between the pages of a folder leads to an existing page and anchor."""

import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.names = set(), set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if value and key in ("id", "name"):
                self.names.add(value)
            elif value and (key == "src" or key == "href"):
                self.links.add(value)


def broken(folder):
    pages = {path: Page(path) for path in sorted(folder.glob("**/*.html"))}
    count = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            target = path.parent / urllib.parse.unquote(parts.path) if parts.path else path
            if not target.exists():
                yield f"{path.name}: {link} is not there"
            elif parts.fragment and target in pages and parts.fragment not in pages[target].names:
                yield f"{path.name}: {link} leads to no place on that page"
    if count < 100:
        yield f"only {count} links are found, which cannot be"


failures = list(broken(pathlib.Path(sys.argv[1])))
print("\n".join(failures) if failures else "all links are valid")
sys.exit(bool(failures))
