import pytest

from marsad.read.identity import canonical_url, host_of, is_web
from tests.read.reading import reading

TEXT = "Three soldiers were killed near Gao on Monday."


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.ORG:443/A/b#top", "https://example.org/A/b"),
        ("http://example.org:80", "http://example.org/"),
        ("https://example.org/a?b=2&utm_source=x&a=1&fbclid=y", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?id=", "https://example.org/a?id="),
        ("http://[", "http://["),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_hosts() -> None:
    assert host_of("https://www.Example.org/a") == "example.org"
    assert host_of("http://[") is None
    assert host_of("nothing") is None


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "file:///etc/passwd", "https://", "http://[", "example.org", "javascript:1"]
)
def test_what_is_not_fetched(url: str) -> None:
    assert not is_web(url)


def test_the_id_is_source_address_and_text() -> None:
    one = reading(TEXT, source="a", url="https://example.org/x?utm_campaign=1")
    assert one.id == reading(f"  {TEXT}\r\n", source="a", url="https://EXAMPLE.org/x#y").id
    assert one.id == reading(TEXT, source="a", url="https://example.org/x", path="/tmp/other", language="en").id
    assert one.id == reading("\ufeff" + TEXT, source="a", url="https://example.org/x", published=None).id
    assert one.id != reading(TEXT, source="b", url="https://example.org/x").id
    assert one.id != reading(TEXT, source="a", url="https://example.org/y").id
    assert one.id != reading(TEXT + " So it was.", source="a", url="https://example.org/x").id
