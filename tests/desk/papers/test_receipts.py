"""What a receipt's value refuses."""

from collections.abc import Callable
from datetime import datetime

import pytest

from desk.papers import receipts

Make = Callable[..., receipts.ReceiptPaper]


@pytest.mark.parametrize("digest", ["", "0" * 63, "G" * 64, "0" * 64 + "\n", "ABCDEF0123456789" * 4])
def test_a_digest_of_another_shape_is_refused(make: Make, digest: str) -> None:
    with pytest.raises(ValueError, match="content_sha256"):
        make(content_sha256=digest)


def test_a_naive_time_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="issued_at"):
        make(issued_at=datetime(2026, 11, 21))  # noqa: DTZ001 — naive on purpose
