"""QR codes as SVG, drawn within the page: what they hold may be secret, and so is never a picture of its own."""

import io

import segno
from markupsafe import Markup


def svg(text: str) -> Markup:
    """The code of this text, level M, four modules of quiet zone; black on white, as cameras like it."""
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(
        drawing,
        kind="svg",
        xmldecl=False,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr",
        lineclass=None,
    )
    return Markup(drawing.getvalue().decode())  # noqa: S704 - drawn by us, of squares alone
