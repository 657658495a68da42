import gzip
import io
import random

import pytest

from marsad.read.unzip import Unzipped

TEXT = "".join(f"Report {number}: three soldiers were killed near Gao.\n" for number in range(2_000)).encode()


def unpack(packed: bytes, window: int = 1_000_000) -> tuple[bytes, str | None]:
    stream = Unzipped(io.BytesIO(packed), window=window)
    data = io.BufferedReader(stream).read()
    return data, stream.trouble[0] if stream.trouble else None


def test_whole() -> None:
    assert unpack(gzip.compress(TEXT, mtime=0)) == (TEXT, None)


def test_members_one_after_the_other() -> None:
    assert unpack(gzip.compress(TEXT, mtime=0) + gzip.compress(b"end", mtime=0)) == (TEXT + b"end", None)


def test_truncated() -> None:
    data, trouble = unpack(gzip.compress(TEXT, mtime=0)[:-200])
    assert trouble == "truncated"
    assert len(data) > 1_000
    assert TEXT.startswith(data)


@pytest.mark.parametrize(
    "packed", [gzip.compress(TEXT, mtime=0)[:-8] + b"\0" * 8, gzip.compress(b"good", mtime=0) + b"garbage"]
)
def test_damaged(packed: bytes) -> None:
    data, trouble = unpack(packed)
    assert trouble == "damaged"
    assert TEXT.startswith(data) or data == b"good"


def test_a_bomb_is_stopped() -> None:
    data, trouble = unpack(gzip.compress(b"\0" * 20_000_000, mtime=0))
    assert trouble == "too-large"
    assert len(data) < 2_000_000


def test_a_bomb_behind_good_text_is_stopped() -> None:
    noise = random.Random(1).randbytes(1_500_000)
    data, trouble = unpack(gzip.compress(noise, mtime=0) + gzip.compress(b"\0" * 20_000_000, mtime=0))
    assert trouble == "too-large"
    assert data.startswith(noise)
    assert len(data) < 5_000_000


def test_long_but_honest_text_is_no_bomb() -> None:
    assert unpack(gzip.compress(TEXT * 50, mtime=0))[1] is None
