"""Every table of the store, on one sorted page. Instants are aware UTC; sealed columns hold AES-GCM from the vault.

Texts that people wrote are kept to the code point; nothing here normalises.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime on every dialect; a naive one is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the store: UTC, aware."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the store: UTC, aware (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _to(table: str, name: str | None = None, *, index: bool = False) -> Column[str]:
    return Column(name or f"{table}_id", String(32), ForeignKey(f"{table}s.id"), nullable=False, index=index)


BIG = BigInteger().with_variant(Integer, "sqlite")

answers = Table(
    "answers",
    metadata,
    Column("case_id", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("field", String(64), primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("hand", String(16), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("written_at", Instant, nullable=False),
)
applicants = Table(
    "applicants",
    metadata,
    _id(),
    Column("names", LargeBinary, nullable=False),
)
appointments = Table(
    "appointments",
    metadata,
    _id(),
    _to("zone"),
    Column("skill", String(64), nullable=False),
    Column("item_code", String(32), nullable=False),
    _to("ticket"),
    # Booked in this visit, whose telephone is reminded; None where staff booked it for somebody.
    Column("visit_id", String(32), ForeignKey("visits.id"), index=True),
    # None where the person is not known, or was erased.
    Column("applicant_id", String(32), index=True),
    Column("language", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("booked_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    # Sealed, for the reminders; gone once nobody is expected any more.
    Column("secret", LargeBinary),
    Index("ix_appointments_zone_id_starts_at", "zone_id", "starts_at"),
    # What is still to come is found by this index alone, and a turn has one at most.
    Index(
        "ix_appointments_ahead",
        "starts_at",
        sqlite_where=text("state IN ('booked','early')"),
        postgresql_where=text("state IN ('booked','early')"),
    ),
    # A person has one for an item at a time, wherever it is.
    Index(
        "uq_appointments_person",
        "applicant_id",
        "item_code",
        unique=True,
        sqlite_where=text("state IN ('booked','early')"),
        postgresql_where=text("state IN ('booked','early')"),
    ),
    Index(
        "uq_appointments_standing",
        "ticket_id",
        unique=True,
        sqlite_where=text("state IN ('booked','early')"),
        postgresql_where=text("state IN ('booked','early')"),
    ),
)
# Sheets that came out of a bag, and the page each was found to be.
arrivals = Table(
    "arrivals",
    metadata,
    _id(),
    _to("bag", index=True),
    Column("place", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("page_id", String(32)),
    # Thousandths; 1000 is the same picture.
    Column("likeness", Integer, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("by_id", String(32), nullable=False),
    Column("came_at", Instant, nullable=False),
)
assists = Table(
    "assists",
    metadata,
    _id(),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    _to("corner"),
    _to("zone"),
    Column("state", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    # Sealed, as the first person wrote them; empty until then.
    Column("number", LargeBinary),
    Column("names", LargeBinary),
    Column("masked", String(32), nullable=False),
    Column("first_id", String(32), nullable=False),
    Column("second_id", String(32), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    # One request of a visit stands.
    Index(
        "uq_assists_standing",
        "visit_id",
        unique=True,
        sqlite_where=text("state IN ('asked','seen','alone')"),
        postgresql_where=text("state IN ('asked','seen','alone')"),
    ),
)
# Sealed bags in which paper originals follow.
bags = Table(
    "bags",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, index=True),
    Column("number", String(40), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    # The still that shows the bag's number.
    Column("sha256", String(64), nullable=False, index=True),
    Column("sealed_by", String(32), nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
)
bindings = Table(
    "bindings",
    metadata,
    _id(),
    _to("applicant", index=True),
    Column("kind", String(16), nullable=False),
    Column("provider", String(64), nullable=False),
    # Both are emptied when the binding is undone: the account is then nobody's.
    Column("subject", LargeBinary),
    Column("subject_index", String(64)),
    Column("consent_id", String(32), nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("unbound_at", Instant),
    # An account is one person's, and a person has one mainland account: the store itself holds it.
    Index(
        "uq_bindings_subject_index",
        "subject_index",
        unique=True,
        sqlite_where=text("unbound_at IS NULL"),
        postgresql_where=text("unbound_at IS NULL"),
    ),
    Index(
        "uq_bindings_mainland",
        "applicant_id",
        unique=True,
        sqlite_where=text("unbound_at IS NULL AND kind = 'mainland'"),
        postgresql_where=text("unbound_at IS NULL AND kind = 'mainland'"),
    ),
)
businesses = Table(
    "businesses",
    metadata,
    Column("zone_id", String(32), ForeignKey("zones.id"), primary_key=True),
    Column("skill", String(64), primary_key=True),
    Column("why", String(16)),
    Column("until", Instant),
    Column("by_id", String(32), nullable=False),
    Column("moved_at", Instant, nullable=False),
)
# The published days of a place, a year each, as the data files say them.
calendars = Table(
    "calendars",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("definition", JSON, nullable=False),
)
# Written exports of found cases: who carried what away, and why.
case_clocks = Table(
    "case_clocks",
    metadata,
    Column("case_id", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("pace", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    Column("counted", String(16), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("warn_at", Instant),
    Column("warned", Integer, nullable=False),
    Column("sure", Boolean, nullable=False),
    # What is due next, and what is to be warned of, is found by these indexes alone.
    Index(
        "ix_case_clocks_due",
        "due_at",
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
    Index(
        "ix_case_clocks_warn",
        "warn_at",
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)
case_exports = Table(
    "case_exports",
    metadata,
    _id(),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False, index=True),
    Column("reason", LargeBinary, nullable=False),
    Column("format", String(8), nullable=False),
    Column("count", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
)
# Keyed hashes of what names are found by (desk/model/finding/spellings.py): a search reads along the key, newest first.
# The rows refer to places without a foreign key: there are twenty of each case.
case_names = Table(
    "case_names",
    metadata,
    Column("mark", BIG, primary_key=True, autoincrement=False),
    Column("place", BIG, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
# Where each case stands among all, the newest highest: the digits of its number, which are given in order.
case_places = Table(
    "case_places",
    metadata,
    Column("place", BIG, primary_key=True, autoincrement=False),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, unique=True),
    Column("zone_id", String(32), nullable=False),
    Column("item_code", String(32), nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    # What it is found by has to be written anew.
    Column("due", Boolean, nullable=False),
    # Whose case it was is erased: it is not found by names again.
    Column("forgotten", Boolean, nullable=False),
    Index("ix_case_places_zone_id", "zone_id", "place"),
    Index("ix_case_places_item_code", "item_code", "place"),
    Index("ix_case_places_due", "place", sqlite_where=text("due"), postgresql_where=text("due")),
)
# Keyed hashes of pieces of what a transaction says, cut so short that different pieces share one.
case_words = Table(
    "case_words",
    metadata,
    Column("mark", BIG, primary_key=True, autoincrement=False),
    Column("place", BIG, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)
cases = Table(
    "cases",
    metadata,
    _id(),
    Column("number", String(32), nullable=False, unique=True),
    _to("zone"),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False),
    _to("applicant", index=True),
    Column("item_code", String(32), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    # One visit may open several items, each once.
    UniqueConstraint("visit_id", "item_code"),
)
challenges = Table(
    "challenges",
    metadata,
    _id(),
    Column("subject", String(64), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("phone_index", String(64), nullable=False, index=True),
    Column("value", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("device", String(32), nullable=False),
    Column("origin_index", String(64), nullable=False),
    Index("ix_challenges_device", "device", "issued_at"),
    Index("ix_challenges_origin", "origin_index", "issued_at"),
    Index("ix_challenges_subject_purpose", "subject", "purpose", "issued_at"),
)
chat_lines = Table(
    "chat_lines",
    metadata,
    _id(),
    _to("session", index=True),
    Column("by", String(16), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("at", Instant, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    Column("number", String(16), nullable=False, unique=True),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("notice_id", String(32), nullable=False),
    Column("notice_version", Integer, nullable=False),
    Column("jurisdiction", String(4), nullable=False),
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("agreed", JSON, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    # For each purpose one consent of a visit stands.
    Index(
        "uq_consents_standing",
        "visit_id",
        "purpose",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)
confirmations = Table(
    "confirmations",
    metadata,
    Column("case_id", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("strokes_sha256", String(64), nullable=False, index=True),
    Column("signed_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)
contacts = Table(
    "contacts",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_index", String(64), nullable=False, index=True),
    Column("masked", String(32), nullable=False),
)
# What a corner showed in its own picture, ten seconds by ten seconds, as its device signed it.
corner_codes = Table(
    "corner_codes",
    metadata,
    _id(),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False),
    _to("corner"),
    Column("slot", Integer, nullable=False),
    Column("before", String(64), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("kept_at", Instant, nullable=False),
    UniqueConstraint("session_id", "slot"),
)
# What staff sent to a corner; swept after a day.
corner_notices = Table(
    "corner_notices",
    metadata,
    _id(),
    _to("zone"),
    Column("corner_id", String(32), ForeignKey("corners.id"), index=True),
    Column("ticket_id", String(32), ForeignKey("tickets.id")),
    Column("kind", String(16), nullable=False),
    Column("place", String(64), nullable=False),
    # Sealed; None where the words are ours.
    Column("text", LargeBinary),
    Column("language", String(16), nullable=False),
    Column("by_id", String(32), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("dismissed_at", Instant),
    Index("ix_corner_notices_zone_id_sent_at", "zone_id", "sent_at"),
)
# What a corner's page measured, and what staff told of its printer.
corner_states = Table(
    "corner_states",
    metadata,
    Column("corner_id", String(32), ForeignKey("corners.id"), primary_key=True),
    Column("camera", String(16), nullable=False),
    Column("microphone", String(16), nullable=False),
    Column("version", String(32), nullable=False),
    Column("reported_at", Instant),
    Column("printer", String(16), nullable=False),
    Column("paper", String(16), nullable=False),
    Column("told_at", Instant),
    Column("told_by", String(32), nullable=False),
)
# What stood fixed of a meeting once it was over, as the corner's device signed it.
corner_statements = Table(
    "corner_statements",
    metadata,
    _id(),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False, unique=True),
    _to("corner"),
    Column("gathered_at", Instant, nullable=False),
    Column("content_hash", String(64), nullable=False),
    # Sealed; None once what it speaks of was erased.
    Column("covers", LargeBinary),
    Column("key_id", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("signed_at", Instant),
)
corners = Table(
    "corners",
    metadata,
    _id(),
    _to("zone", index=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
    Column("key_hash", String(64), nullable=False),
    Column("browser_hash", String(64), nullable=False),
    Column("help_asked", Boolean, nullable=False),
)
counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BIG, nullable=False),
)
decisions = Table(
    "decisions",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("move", String(16), nullable=False),
    Column("by_id", String(32), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("words", LargeBinary),
    Column("language", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("department", String(64), nullable=False),
    Column("due_at", Instant),
    Column("paper_sha256", String(64), nullable=False, index=True),
    Column("sealed_sha256", String(64), nullable=False, index=True),
    Column("signed_sha256", String(64), nullable=False, index=True),
    Column("seal_key", String(32), nullable=False),
    Index("ix_decisions_case_id", "case_id", "decided_at"),
)
deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("subject", String(64), nullable=False),
    Column("use", String(32), nullable=False),
    Column("visit_id", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("channel", Integer, nullable=False),
    Column("gateway", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("parcel", LargeBinary),
    Index("ix_deliveries_state", "state", "next_at"),
    Index("ix_deliveries_subject", "subject", "use", "queued_at"),
)
device_keys = Table(
    "device_keys",
    metadata,
    _id(),
    _to("corner", index=True),
    Column("key_id", String(16), nullable=False),
    Column("public", String(256), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("missed_at", Instant),
    Column("retired_at", Instant),
    # A seating of a corner's browser has one key.
    Index(
        "uq_device_keys_standing",
        "corner_id",
        unique=True,
        sqlite_where=text("retired_at IS NULL"),
        postgresql_where=text("retired_at IS NULL"),
    ),
)
documents = Table(
    "documents",
    metadata,
    _id(),
    _to("applicant", index=True),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("number", LargeBinary, nullable=False),
    Column("number_index", String(64), nullable=False, index=True),
    Column("masked", String(32), nullable=False),
    Column("checked", String(32), nullable=False),
)
drawn = Table(
    "drawn",
    metadata,
    Column("draw_id", String(32), ForeignKey("draws.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False),
    Column("reviewer_id", String(32), ForeignKey("staff.id"), nullable=False),
)
draws = Table(
    "draws",
    metadata,
    _id(),
    Column("seed_day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    Column("announced_by", String(32), nullable=False),
    Column("announced_at", Instant, nullable=False, index=True),
    # Both are of the seal that came; the hash is empty until then.
    Column("seal_position", BIG),
    Column("seed", String(64), nullable=False),
    Column("drawn_at", Instant),
    # Among which sessions, and whom, it was drawn, by their ids; empty until then.
    Column("pool", JSON, nullable=False),
)
duties = Table(
    "duties",
    metadata,
    Column("staff_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("idle_since", Instant, nullable=False),
    # One turn is offered to one clerk: the store itself holds it.
    Column("offered", String(32), ForeignKey("tickets.id"), unique=True),
    Column("ran_out", Integer, nullable=False),
    Column("declined", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
)
files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(64), nullable=False),
    Column("size", BIG, nullable=False),
    Column("kept_at", Instant, nullable=False),
)
# Somebody of the staff speaks with the applicant afterwards: after a bad rating, or once the case is closed.
follow_ups = Table(
    "follow_ups",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    _to("case"),
    _to("visit", index=True),
    _to("zone"),
    Column("level", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner_id", String(32), nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("due_at", Instant, nullable=False),
    Column("warned_at", Instant),
    Column("means", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("note", LargeBinary),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("moved_at", Instant, nullable=False),
    Index("ix_follow_ups_zone_id_opened_at", "zone_id", "opened_at"),
    # What is due, of all zones and of one, and what is to be warned of, are each found by an index alone.
    Index(
        "ix_follow_ups_due",
        "due_at",
        sqlite_where=text("state IN ('open','contacted')"),
        postgresql_where=text("state IN ('open','contacted')"),
    ),
    Index(
        "ix_follow_ups_due_in_zone",
        "zone_id",
        "due_at",
        sqlite_where=text("state IN ('open','contacted')"),
        postgresql_where=text("state IN ('open','contacted')"),
    ),
    Index(
        "ix_follow_ups_unwarned",
        "due_at",
        sqlite_where=text("state IN ('open','contacted') AND warned_at IS NULL"),
        postgresql_where=text("state IN ('open','contacted') AND warned_at IS NULL"),
    ),
    # Of each kind a case has one that counts.
    Index(
        "uq_follow_ups_case",
        "case_id",
        "kind",
        unique=True,
        sqlite_where=text("state <> 'dropped'"),
        postgresql_where=text("state <> 'dropped'"),
    ),
)
hall_displays = Table(
    "hall_displays",
    metadata,
    _id(),
    _to("zone"),
    Column("language", String(16), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("opened_by", String(32), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
holders = Table(
    "holders",
    metadata,
    _id(),
    _to("applicant"),
    _to("binding", index=True),
    Column("kind", String(32), nullable=False),
    # Sealed; of a number that only a mainland provider vouched for, an empty text: a rotation of keys leaves that
    # row be, since without the number its index cannot be made anew (desk/store/holders.py).
    Column("number", LargeBinary, nullable=False),
    Column("number_index", String(64), nullable=False, unique=True),
    Column("masked", String(32), nullable=False),
    Column("edition", String(8), nullable=False),
    Column("linked_at", Instant, nullable=False),
    # A number is one person's, and a person has one number of a kind: the store itself holds it.
    UniqueConstraint("applicant_id", "kind"),
)
holds = Table(
    "holds",
    metadata,
    _id(),
    _to("visit", index=True),
    Column("reason", LargeBinary, nullable=False),
    Column("set_by", String(32), nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("lifted_by", String(32)),
    Column("lifted_at", Instant),
)
inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("corner_id", String(32), nullable=False),
    Column("masked", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sent_at", Instant, nullable=False, index=True),
)
items = Table(
    "items",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_from", Instant, nullable=False),
    Column("effective_until", Instant),
    Column("skill", String(64), nullable=False),
    Column("definition", JSON, nullable=False),
    # Whether the catalogue has changed is asked all day; the definitions are not read for it.
    Index("ix_items_effective", "effective_from", "effective_until"),
)
keepings = Table(
    "keepings",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("erased_at", Instant, index=True),
    # What has to be erased is found by this index alone, however much was erased before.
    Index(
        "ix_keepings_due",
        "due_at",
        sqlite_where=text("erased_at IS NULL"),
        postgresql_where=text("erased_at IS NULL"),
    ),
)
layouts = Table(
    "layouts",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("party", String(64), primary_key=True),
    # Seat by place; a place without anybody is left out.
    Column("places", JSON, nullable=False),
)
ledger = Table(
    "ledger",
    metadata,
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("tag", String(48), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("zone_id", String(32), nullable=False),
    Column("visit_id", String(32), nullable=False, index=True),
    Column("case_id", String(32), nullable=False, index=True),
    Column("data", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    # When windows were open in the past is read by this.
    Index(
        "ix_ledger_duties",
        "at",
        sqlite_where=text("tag IN ('duty.closed','duty.opened','duty.paused','duty.resumed')"),
        postgresql_where=text("tag IN ('duty.closed','duty.opened','duty.paused','duty.resumed')"),
    ),
)
# One row: where the chain ends. Its lock puts writers in a line.
ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BIG, nullable=False),
    Column("hash", String(64), nullable=False),
)
ledger_seals = Table(
    "ledger_seals",
    metadata,
    Column("position", BIG, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("prints", Text, nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("signature", String(128), nullable=False),
)
line_tests = Table(
    "line_tests",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("begun_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("trouble", String(16), nullable=False),
    Column("figures", JSON, nullable=False),
)
lines = Table(
    "lines",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("seat", String(32), primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("figures", JSON, nullable=False),
)
material_pages = Table(
    "material_pages",
    metadata,
    _id(),
    _to("material", index=True),
    Column("place", Integer, nullable=False),
    # The file as it came: never shown, and sealed like every file.
    Column("sha256", String(64), nullable=False, index=True),
    Column("media_type", String(64), nullable=False),
    Column("size", BIG, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("leaves", Integer, nullable=False),
    Column("source", String(16), nullable=False),
    Column("by", String(48), nullable=False),
    Column("kept_at", Instant, nullable=False),
    Column("grades", JSON),
    Column("despite", String(16)),
    Column("origin", JSON),
)
# What is shown of a page, a leaf each: drawn anew from it.
material_views = Table(
    "material_views",
    metadata,
    Column("page_id", String(32), ForeignKey("material_pages.id"), primary_key=True),
    Column("leaf", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
)
materials = Table(
    "materials",
    metadata,
    _id(),
    _to("case", index=True),
    Column("code", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("moved_at", Instant, nullable=False),
    # Nothing: the whole; "more"; or the id of the page that is wanted anew.
    Column("wanted", String(32), nullable=False),
    UniqueConstraint("case_id", "code"),
)
media_nodes = Table(
    "media_nodes",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("legs", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("seen_at", Instant, nullable=False),
)
# Keyed hashes of pieces of names: a search reads along the key.
name_grams = Table(
    "name_grams",
    metadata,
    Column("gram", String(16), primary_key=True),
    Column("applicant_id", String(32), ForeignKey("applicants.id"), primary_key=True, index=True),
)
notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("jurisdiction", String(4), nullable=False),
    Column("definition", JSON, nullable=False),
)
participants = Table(
    "participants",
    metadata,
    _id(),
    _to("session", index=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("joined_at", Instant),
    Column("left_at", Instant),
    Column("told", Boolean, nullable=False),
    Index("ix_participants_staff_id", "staff_id", "asked_at"),
    # A meeting has one place of each role, and nobody sits in two meetings: the store itself holds it.
    Index(
        "uq_participants_seat",
        "session_id",
        "role",
        unique=True,
        sqlite_where=text("state IN ('asked','joined')"),
        postgresql_where=text("state IN ('asked','joined')"),
    ),
    Index(
        "uq_participants_sitting",
        "staff_id",
        unique=True,
        sqlite_where=text("state = 'joined'"),
        postgresql_where=text("state = 'joined'"),
    ),
)
pending_sign_ins = Table(
    "pending_sign_ins",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("provider", String(64), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("begun_at", Instant, nullable=False),
)
postings = Table(
    "postings",
    metadata,
    Column("case_id", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("address", LargeBinary),
    Column("asked_at", Instant, nullable=False),
    Column("courier", String(40), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("posted_by", String(32), nullable=False),
    Column("posted_at", Instant),
)
presence = Table(
    "presence",
    metadata,
    Column("party", String(64), primary_key=True),
    Column("process", String(32), primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("open", Boolean, nullable=False),
)
# Papers that are to follow by a day, promised and signed 容缺受理.
promises = Table(
    "promises",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("code", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("offered_by", String(32), nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("strokes_sha256", String(64), nullable=False, index=True),
    Column("moved_at", Instant, nullable=False),
    # A paper is promised once at a time.
    Index(
        "uq_promises_open",
        "case_id",
        "code",
        unique=True,
        sqlite_where=text("state IN ('offered','given')"),
        postgresql_where=text("state IN ('offered','given')"),
    ),
    # What has run out is found by this index alone.
    Index(
        "ix_promises_due",
        "due_at",
        sqlite_where=text("state = 'given'"),
        postgresql_where=text("state = 'given'"),
    ),
    Index("ix_promises_case_id", "case_id"),
)
qualities = Table(
    "qualities",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("seat", String(32), primary_key=True),
    Column("direction", String(8), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("seconds", Float, nullable=False),
    Column("packets", BIG, nullable=False),
    Column("lost", BIG, nullable=False),
    Column("octets", BIG, nullable=False),
    Column("frames", BIG, nullable=False),
    Column("frozen", Float, nullable=False),
    Column("key_frames_asked", Integer, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("jitters", Float, nullable=False),
    Column("round_trips", Float, nullable=False),
    Column("worst_round_trip", Float, nullable=False),
)
ratings = Table(
    "ratings",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("zone_id", String(32), nullable=False),
    Column("level", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("comment", LargeBinary),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("told", Boolean, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("ix_ratings_zone_id_given_at", "zone_id", "given_at"),
)
# Where the reading back of a case 復核 stands: the fact that is shown to the applicant now.
reading_marks = Table(
    "reading_marks",
    metadata,
    Column("case_id", String(32), ForeignKey("cases.id"), primary_key=True),
    Column("fact", String(80), nullable=False),
    Column("clerk_id", String(32), nullable=False),
    Column("moved_at", Instant, nullable=False),
)
# Each answer to a fact that was read: what was read, and whether the applicant said that it is right.
readings = Table(
    "readings",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("fact", String(80), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("said", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False),
    Column("clerk_id", String(32), nullable=False),
    Column("answered_at", Instant, nullable=False),
    # What was answered last counts.
    Index("uq_readings_place", "case_id", "place", unique=True),
)
receipts = Table(
    "receipts",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, unique=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("check_hash", String(64), nullable=False, unique=True),
    Column("language", String(16), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("paper_sha256", String(64), nullable=False, index=True),
    Column("issued_at", Instant, nullable=False),
    Column("sealed_sha256", String(64), nullable=False, index=True),
    Column("signed_sha256", String(64), nullable=False, index=True),
    Column("seal_key", String(32), nullable=False),
    Column("seal_level", String(8), nullable=False),
)
recognitions = Table(
    "recognitions",
    metadata,
    _id(),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    _to("applicant", index=True),
    Column("method", String(16), nullable=False),
    Column("provider", String(64), nullable=False),
    Column("level", String(16), nullable=False),
    Column("proofing", String(32), nullable=False),
    Column("factors", JSON, nullable=False),
    Column("verified_at", Instant, nullable=False),
    Column("proofed_at", Instant),
    Column("recorded_at", Instant, nullable=False),
)
recordings = Table(
    "recordings",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("moved_at", Instant, nullable=False),
)
reports = Table(
    "reports",
    metadata,
    Column("gateway", String(32), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
)
rooms = Table(
    "rooms",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("node", String(32), nullable=False, index=True),
    Column("placed_at", Instant, nullable=False),
)
seal_keys = Table(
    "seal_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("certificate", Text, nullable=False),
    Column("since", Instant, nullable=False),
)
segments = Table(
    "segments",
    metadata,
    _id(),
    _to("session", index=True),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("seats", JSON, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    UniqueConstraint("session_id", "path"),
)
sendings = Table(
    "sendings",
    metadata,
    _id(),
    _to("ticket", index=True),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    Column("session_id", String(32), ForeignKey("sessions.id"), nullable=False, unique=True),
    Column("clerk_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(64), nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("sent_at", Instant, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    _id(),
    _to("ticket", index=True),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, index=True),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, index=True),
    _to("zone"),
    Column("clerk_id", String(32), ForeignKey("staff.id"), nullable=False),
    Column("window", String(16), nullable=False),
    Column("consent_id", String(32), ForeignKey("consents.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("channel", String(8), nullable=False, server_default="video"),
    Column("rung_at", Instant, nullable=False, index=True),
    Column("moved_at", Instant, nullable=False),
    # A clerk has at most one open session, and so has a ticket: the store itself holds it.
    Index(
        "uq_sessions_open_clerk",
        "clerk_id",
        unique=True,
        sqlite_where=text("state IN ('ringing','live','held')"),
        postgresql_where=text("state IN ('ringing','live','held')"),
    ),
    Index(
        "uq_sessions_open_ticket",
        "ticket_id",
        unique=True,
        sqlite_where=text("state IN ('ringing','live','held')"),
        postgresql_where=text("state IN ('ringing','live','held')"),
    ),
)
slips = Table(
    "slips",
    metadata,
    _to("ticket"),
    # A keyed hash of the letters, which are told once.
    Column("letters_index", String(64), nullable=False, unique=True),
    Column("printed_at", Instant, nullable=False),
    PrimaryKeyConstraint("ticket_id"),
)

# How many of each slot are taken: the guard against overbooking counts here, in one statement.
slots = Table(
    "slots",
    metadata,
    Column("zone_id", String(32), ForeignKey("zones.id"), primary_key=True),
    Column("skill", String(64), primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("taken", Integer, nullable=False),
)
staff = Table(
    "staff",
    metadata,
    _id(),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("zone_id", String(32), ForeignKey("zones.id")),
    Column("language", String(16), nullable=False),
    Column("window", String(16), nullable=False),
    Column("skills", JSON, nullable=False),
    Column("speaks", JSON, nullable=False),
    # Empty: every zone.
    Column("serves", JSON, nullable=False),
    # 0: as many as come.
    Column("most_a_day", Integer, nullable=False, server_default="0"),
    # Both empty (the secret: a sealed nothing) until the invitation was taken up.
    Column("password_hash", String(256), nullable=False),
    Column("totp_secret", LargeBinary, nullable=False),
    Column("totp_step", BIG, nullable=False),
    Column("pardons", Integer, nullable=False, server_default="0"),
    Column("state", String(16), nullable=False, server_default="active"),
)
staff_enrolments = Table(
    "staff_enrolments",
    metadata,
    Column("staff_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("totp_secret", LargeBinary, nullable=False),
    Column("begun_at", Instant, nullable=False),
)
staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("staff_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
staff_recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("staff_id", String(32), ForeignKey("staff.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
)
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False, index=True),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("proved_at", Instant, nullable=False),
    Column("address", String(64), nullable=False),
    Column("browser", String(16), nullable=False),
)
# One visit's opening of a theme; it keeps the version it began with, as each of its steps does.
theme_openings = Table(
    "theme_openings",
    metadata,
    _id(),
    Column("visit_id", String(32), ForeignKey("visits.id"), nullable=False, unique=True),
    Column("theme_code", String(32), nullable=False),
    Column("theme_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
)
theme_steps = Table(
    "theme_steps",
    metadata,
    Column("opening_id", String(32), ForeignKey("theme_openings.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_code", String(32), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # Why it came to nothing; empty otherwise.
    Column("reason", String(24), nullable=False),
    Column("case_id", String(32), ForeignKey("cases.id"), index=True),
    Column("moved_at", Instant, nullable=False),
)
themes = Table(
    "themes",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("effective_from", Instant, nullable=False),
    Column("effective_until", Instant),
    Column("definition", JSON, nullable=False),
)
throttles = Table(
    "throttles",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("stopped", Boolean, nullable=False),
    Column("moved_at", Instant, nullable=False),
)
# What was said and declared on a case: added, and struck, never rewritten.
statements = Table(
    "statements",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("speaker", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("hand", String(16), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
)
step_ups = Table(
    "step_ups",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("problem", String(32), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
)
take_ups = Table(
    "take_ups",
    metadata,
    _to("corner"),
    _to("ticket"),
    Column("begun_at", Instant, nullable=False),
    PrimaryKeyConstraint("corner_id"),
)

tickets = Table(
    "tickets",
    metadata,
    _id(),
    _to("zone"),
    # None while nobody sits at a corner for it.
    Column("visit_id", String(32), ForeignKey("visits.id"), unique=True),
    Column("number", String(16), nullable=False),
    Column("source", String(16), nullable=False, server_default="corner"),
    Column("day", Date, nullable=False),
    Column("item_code", String(32), nullable=False),
    Column("skill", String(64), nullable=False),
    Column("speech", String(8), nullable=False),
    Column("language", String(16), nullable=False),
    Column("line", String(128), nullable=False),
    Column("state", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("reason", String(16), nullable=False, server_default=""),
    Column("taken_at", Instant, nullable=False),
    Column("stands_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("clerk_id", String(32), ForeignKey("staff.id")),
    Column("kept_until", Instant),
    Column("announced", Integer, nullable=False, server_default="0"),
    # Why who was not served went, as they told it; empty of who told nothing.
    Column("left", String(24), nullable=False, server_default=""),
    UniqueConstraint("zone_id", "day", "number"),
    # The claim reads this index alone: its cost does not grow with the tickets of the past.
    Index(
        "ix_tickets_line",
        "line",
        "stands_at",
        "id",
        sqlite_where=text("state IN ('transferred','waiting')"),
        postgresql_where=text("state IN ('transferred','waiting')"),
    ),
    # Those who are announced again or may come back are looked after all the time.
    Index(
        "ix_tickets_aside",
        "moved_at",
        sqlite_where=text("state IN ('missed','parked')"),
        postgresql_where=text("state IN ('missed','parked')"),
    ),
    Index("ix_tickets_taken_at", "taken_at"),
    Index("ix_tickets_zone_day", "zone_id", "day", "state"),
)
track_grants = Table(
    "track_grants",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("receipt_id", String(32), ForeignKey("receipts.id")),
    Column("asked", String(64), nullable=False),
    Column("opened", Boolean, nullable=False),
    Column("began_at", Instant, nullable=False),
)
transactions = Table(
    "transactions",
    metadata,
    _id(),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False, unique=True),
    Column("content_hash", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("clerk_id", String(32), nullable=False),
    Column("submitted_at", Instant, nullable=False),
)
visits = Table(
    "visits",
    metadata,
    _id(),
    _to("corner"),
    _to("zone"),
    Column("language", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("item_code", String(32), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("applicant_id", String(32), nullable=False, index=True),
    Column("began_at", Instant, nullable=False, index=True),
    # Its applicant stepped away with their slip: the corner is free, and the visit is taken up again at any.
    Column("away", Boolean, nullable=False, server_default=false()),
    Index("ix_visits_corner_id_began_at", "corner_id", "began_at"),
    # One open visit a corner.
    Index(
        "uq_visits_open_corner",
        "corner_id",
        unique=True,
        sqlite_where=text("state <> 'closed' AND NOT away"),
        postgresql_where=text("state <> 'closed' AND NOT away"),
    ),
)
# What somebody who did not find their item wants, in their own words.
wishes = Table(
    "wishes",
    metadata,
    Column("visit_id", String(32), ForeignKey("visits.id"), primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("language", String(16), nullable=False),
    Column("script", String(8), nullable=False),
    Column("told_at", Instant, nullable=False),
)
zones = Table(
    "zones",
    metadata,
    _id(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
    Column("place", JSON, nullable=False),
    Column("jurisdiction", String(4), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("currency", String(4), nullable=False),
    Column("rules", JSON, nullable=False),
    # Its hours, and how its slots are booked; empty: nothing is.
    Column("openings", JSON, nullable=False),
)
