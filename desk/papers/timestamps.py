"""Asks an authority to say when a seal was set (RFC 3161), over HTTP, in the sealer's own thread, which waits."""

import urllib.request

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

SECONDS = 3.0
LARGEST_ANSWER = 64 * 1024
SCHEMES = ("http://", "https://")


class Stamps(TimeStamper):
    """One authority. Nothing of the paper is sent but a hash of the seal's signature."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        """Raises ValueError unless the address is of HTTP."""
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko annotates half of it
        if not address.startswith(SCHEMES):
            raise ValueError("a time-stamp authority is reached by http:// or https://")
        self._address, self._seconds = address, seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Raises OSError where nothing, or no answer of its kind, comes in time."""
        kind = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        asked = urllib.request.Request(self._address, data=req.dump(), headers=kind)  # noqa: S310 — scheme is checked
        with urllib.request.urlopen(asked, timeout=self._seconds) as answer:  # noqa: S310, ASYNC210 — own thread
            content = answer.read(LARGEST_ANSWER + 1)
        if len(content) > LARGEST_ANSWER:
            raise OSError("the authority's answer is too long")
        try:
            return tsp.TimeStampResp.load(content)
        except ValueError:
            raise OSError("the authority's answer is no time-stamp") from None
