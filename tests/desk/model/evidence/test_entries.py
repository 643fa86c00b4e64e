"""The digest of an entry is what it was in the years before: corners signed for it."""

from datetime import UTC, datetime

from desk.model.evidence import entries, statements
from desk.model.evidence.entries import Entry, File, Kind
from desk.model.evidence.statements import Statement

AT = datetime(2026, 11, 22, 6, 16, 31, 42, tzinfo=UTC)
LINE = Entry(at=AT, kind=Kind.CHAT, subject="c", session_id="s", content={"text": "是", "by": "applicant"})
STILL = Entry(at=AT, kind=Kind.STILL, subject="p", file=File(sha256="0" * 64, media_type="image/jpeg"))
DIGEST = "82f9bebb45ab79d2a6b7846a51f0aaf1b4ffc1778e26eca5c85d4884851ea327"
CONTENT = "be5b0fb557c4772090319eb889a33cb10083ce7ae859707b0e2f5b3e8237e4e6"


def test_the_digest_of_a_line_is_this_one() -> None:
    assert entries.digest(LINE) == DIGEST


def test_a_file_stands_under_its_kind_and_id() -> None:
    assert (STILL.name, LINE.name) == ("still/p.jpg", "")


def test_the_hash_of_what_a_corner_signs_is_this_one() -> None:
    covers = statements.covering([STILL, LINE], "00" * 16)
    assert statements.content_hash(covers) == CONTENT


def test_a_statement_reads_so() -> None:
    statement = Statement(id="i", session_id="s", corner_id="c", gathered_at=AT, content_hash="0" * 64, covers=None)
    assert statements.text(statement) == (
        b'{"at":"2026-11-22T06:16:31.000042Z","content":"' + b"0" * 64 + b'","corner":"c",'
        b'"evidence":"desk.corner-statement/1","session":"s"}'
    )


def test_what_speaks_of_evidence_is_not_covered() -> None:
    event = Entry(at=AT, kind=Kind.EVENT, subject="000000000001")
    assert [cover.kind for cover in statements.covering([event, LINE], "00").every] == [Kind.CHAT]
