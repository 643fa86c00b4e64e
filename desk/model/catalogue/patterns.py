"""Patterns that Python's `re` and JavaScript's `RegExp` with the flag `u` read alike, and neither reads for ever.

Allowed: `^…$` around the whole; letters as they are; `\\` before a character of syntax; `\\uXXXX` below the surrogates
or, within a class, for their range; classes of characters and ranges; `(?:…)`; `|` within it; `?`, `*`, `+`, `{n}`,
`{n,}`, `{n,m}`. Not `.`, `\\d`, `\\w`, `\\s`, `\\b`: they mean more characters here than there. No group is repeated
without end, for a repetition in a repetition may take for ever (ReDoS).
"""

import re
from typing import Any

TOKEN = re.compile(
    r"""
      (?P<open>\(\?:)
    | (?P<close>\))(?P<times>\?|\{[0-9]{1,3}(?:,[0-9]{1,3})?\})?
    | (?P<or>\|)
    | (?P<atom>
          \[\^?(?:(?:\\[\\\]\[^.\-/$*+?(){}|]|\\u[0-9a-fA-F]{4}|[^\\\]\[^&~|\-])
              (?:-(?:\\[\\\]\[^.\-/$*+?(){}|]|\\u[0-9a-fA-F]{4}|[^\\\]\[^&~|\-]))?)+\]
        | \\[\\^$.*+?()\[\]{}|/]
        | \\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}
        | [^\\^$.*+?()\[\]{}|]
      )(?:[?*+]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?
    """,
    re.VERBOSE,
)


def trouble(pattern: Any) -> str:
    """Why a pattern may not stand in a form; empty when it may."""
    if not isinstance(pattern, str) or len(pattern) < 2 or pattern[0] != "^" or pattern[-1] != "$":
        return "it has to begin with ^ and end with $"
    depth, at, inner = 0, 0, pattern[1:-1]
    while at < len(inner):
        token = TOKEN.match(inner, at)
        if token is None:
            return f"{inner[at : at + 8]!r} is not allowed"
        depth += bool(token["open"]) - bool(token["close"])
        if depth < 0 or (token["or"] and depth == 0):
            return "a bracket is missing"
        at = token.end()
    return "a bracket is missing" if depth else _unread(pattern)


def _unread(pattern: str) -> str:
    """What is well formed by its characters and means nothing all the same: a range or a count backwards."""
    try:
        re.compile(pattern)
    except re.error as error:
        return error.msg
    return ""
