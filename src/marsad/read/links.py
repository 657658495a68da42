"""A page, a sitemap or a plain list → the addresses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marsad.read.decode import decode
from marsad.read.identity import is_web, joined

_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|urlset|sitemapindex)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")


def links(body: bytes, *, url: str) -> list[str]:
    """The web addresses that a page links to, a sitemap names or a plain list has, whole, each once, in their order."""
    found = _of_sitemap(body) if _XML.match(body) else _of_page(body) if _MARKUP.match(body) else _of_list(body)
    whole = (joined(url, one) for one in found)
    return list(dict.fromkeys(one for one in whole if one and one != joined(url, "")))


def _of_list(body: bytes) -> Iterator[str]:
    """Of each line the first word: lists of others have titles or numbers beside the addresses."""
    for line in decode(body, declared=None)[0].splitlines():
        words = line.split()
        yield from [word for word in words if is_web(word)][:1]


def _of_page(body: bytes) -> Iterator[str]:
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            decode(body, declared=None)[0].encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError):  # nothing but comments
        return
    yield from (str(link.get("href")) for link in page.iterfind(".//a[@href]"))


def _of_sitemap(body: bytes) -> Iterator[str]:
    """The ``loc`` of every entry. An XHTML page may begin as XML, too."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    tree = etree.fromstring(body, parser)
    if tree is None:
        return
    if str(tree.tag).rpartition("}")[2] == "html":
        yield from _of_page(body)
        return
    yield from (one.text for one in tree.iter("{*}loc") if one.text)
