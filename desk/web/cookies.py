"""The five cookies: a browser's corner, who is signed in, a hall's display, what is tracked, the language of pages."""

from aiohttp import web

CORNER = "corner"
STAFF = "staff"
HALL = "hall"
TRACK = "track"
LANGUAGE = "language"
YEAR = 365 * 24 * 3600
QUARTER = 90 * 24 * 3600
SHIFT = 12 * 3600
HALF_HOUR = 30 * 60


def give(response: web.Response, name: str, value: str, *, lasts: int, secure: bool) -> None:
    """Sets a cookie no script can read. Lax, so that it is there when a sign-in service sends the applicant back."""
    response.set_cookie(name, value, max_age=lasts, httponly=True, samesite="Lax", secure=secure, path="/")


def take(response: web.Response, name: str) -> None:
    """Removes a cookie."""
    response.del_cookie(name, path="/")
