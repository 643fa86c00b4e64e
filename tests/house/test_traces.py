"""No tracked file names the machine it was written on, or where packages came from."""

import re

from tests.house.repository import named, tracked

HOSTS = ("registry.npm" + "js", "pypi" + ".org", "python" + "hosted", "deb.deb" + "ian")
PLACES = re.compile(r"(?<![\w.\-/}])/(?:work|root|home|tmp/plan)/[\w.]")


def texts() -> list[tuple[str, str]]:
    """Name and text of each tracked file that is text."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            found.append((named(path), data.decode("utf-8", errors="replace")))
    return found


def test_no_file_names_a_registry() -> None:
    assert [(name, host) for name, text in texts() for host in HOSTS if host in text] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert [(name, PLACES.findall(text)) for name, text in texts() if PLACES.search(text)] == []
