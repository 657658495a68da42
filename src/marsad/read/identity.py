"""What makes two documents the same one: source name, canonical address, text."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

# Parameters that say how a reader came, not what is read.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|cmpid|ocid|ref_src|_ga|wt\.\w+|at_(?:medium|campaign|custom\d)",
    re.IGNORECASE,
)
_PORTS = {"http": ":80", "https": ":443"}


def canonical_url(url: str) -> str:
    """Scheme and host in lower case, no default port, no fragment, no tracking parameters, the others sorted."""
    try:
        parts = urlsplit(url.strip())
        query = urlencode(
            sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
        )
    except ValueError:  # no address at all, such as "http://[": kept as it was given
        return url
    scheme = parts.scheme.lower()
    host = parts.netloc.lower().removesuffix(_PORTS.get(scheme, ""))
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def host_of(url: str) -> str | None:
    """The name under which a site publishes: its host without "www."."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def joined(base: str, link: str) -> str | None:
    """The whole web address that a link on the page ``base`` leads to, without its fragment; None where it is none."""
    try:
        whole = urldefrag(urljoin(base, link.strip()))[0]
    except ValueError:  # "http://[": no address
        return None
    return whole if is_web(whole) else None


def is_web(url: str) -> bool:
    """Is this an address that may be fetched: http or https, with a host?"""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
