"""Settings: one frozen value, read once from the environment. Every name is documented in docs/settings.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_network
from pathlib import Path

LONGEST_NAME = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set from outside. Paths are absolute once read; `public_url` has no slash at its end.

    `recording_floor`: bytes.
    """

    host: str
    port: int
    data_dir: Path
    ledger_dir: Path
    database_url: str
    files_url: str
    public_url: str
    font_dir: Path
    demo: bool
    log_format: str
    media_apart: bool
    media_node: str
    drain: timedelta
    media_addresses: tuple[str, ...]
    media_public_address: str
    ice_servers: tuple[str, ...]
    turn_secret: str
    relay_only: bool
    clerk_grace: timedelta
    recording_floor: int
    metrics_token: str
    sms_gateways: Path | None
    trusted_proxies: tuple[str, ...]
    providers: Path | None
    seal: Path | None
    evidence_tsa: str
    demo_iamsmart_port: int
    demo_macao_port: int
    demo_guangdong_port: int

    @property
    def recordings(self) -> Path:
        """Where sessions are recorded."""
        return self.data_dir / "recordings"

    @property
    def heads(self) -> Path:
        """Where the ledger's sealed heads are exported, a line each."""
        return self.ledger_dir / "heads.jsonl"

    @property
    def media_prefix(self) -> str:
        """The path under which this process's media doors are, if it has any."""
        return media_prefix(self.media_node)


def media_prefix(node: str) -> str:
    """The path under which a media node's doors are; with no node named, those of the web process."""
    return f"/media/{node}" if node else "/media"


class BadSetting(ValueError):
    """A setting cannot be used; the message names it and what it should be."""


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises BadSetting."""
    data_dir = Path(environment.get("DESK_DATA_DIR", "var")).absolute()
    host = environment.get("DESK_HOST", "127.0.0.1")
    port = _number(environment, "DESK_PORT", 8080)
    node = _name(environment, "DESK_MEDIA_NODE")
    return Settings(
        host=host,
        port=port,
        data_dir=data_dir,
        ledger_dir=Path(environment.get("DESK_LEDGER_DIR") or data_dir / "ledger").absolute(),
        database_url=environment.get("DESK_DATABASE_URL") or f"sqlite:///{data_dir / 'desk.sqlite3'}",
        files_url=environment.get("DESK_FILES_URL", ""),
        public_url=environment.get("DESK_PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
        font_dir=Path(environment.get("DESK_FONT_DIR", ".tools/fonts")).absolute(),
        demo=environment.get("DESK_DEMO", "") == "1",
        log_format=_choice(environment, "DESK_LOG_FORMAT", ("human", "json")),
        media_apart=bool(node) or environment.get("DESK_MEDIA_APART", "") == "1",
        media_node=node,
        drain=timedelta(seconds=_number(environment, "DESK_DRAIN_SECONDS", 20)),
        media_addresses=_list(environment, "DESK_MEDIA_ADDRESSES"),
        media_public_address=_address(environment, "DESK_MEDIA_PUBLIC_ADDRESS"),
        ice_servers=_list(environment, "DESK_ICE_SERVERS"),
        turn_secret=environment.get("DESK_TURN_SECRET", ""),
        relay_only=environment.get("DESK_RELAY_ONLY", "") == "1",
        clerk_grace=timedelta(seconds=_number(environment, "DESK_CLERK_GRACE", 15)),
        recording_floor=_number(environment, "DESK_RECORDING_FLOOR_MB", 200) * 1_000_000,
        metrics_token=environment.get("DESK_METRICS_TOKEN", ""),
        sms_gateways=_file(environment, "DESK_SMS_GATEWAYS"),
        trusted_proxies=_networks(environment, "DESK_TRUSTED_PROXIES", "127.0.0.0/8,::1"),
        providers=_file(environment, "DESK_PROVIDERS"),
        seal=_file(environment, "DESK_SEAL"),
        evidence_tsa=_web(environment, "DESK_EVIDENCE_TSA"),
        demo_iamsmart_port=_number(environment, "DEMO_IAMSMART_PORT", port + 1),
        demo_macao_port=_number(environment, "DEMO_MACAO_PORT", port + 2),
        demo_guangdong_port=_number(environment, "DEMO_GUANGDONG_PORT", port + 3),
    )


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise BadSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name, "")
    return Path(text).absolute() if text else None


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    text = environment.get(name, choices[0])
    if text not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}, not {text!r}")
    return text


def _name(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "")
    if text and not (text.isascii() and text.isalnum() and len(text) <= LONGEST_NAME):
        raise BadSetting(f"{name} must be at most {LONGEST_NAME} letters and digits, not {text!r}")
    return text


def _address(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "")
    try:
        return str(IPv4Address(text)) if text else ""
    except ValueError:
        raise BadSetting(f"{name} must be an IPv4 address, not {text!r}") from None


def _web(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "")
    if text and not text.startswith(("http://", "https://")):
        raise BadSetting(f"{name} must begin with http:// or https://, not {text!r}")
    return text


def _list(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environment.get(name, "").split(",") if part.strip())


def _networks(environment: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    found = _list({name: environment.get(name, default)}, name)
    try:
        return tuple(str(ip_network(each, strict=False)) for each in found)
    except ValueError:
        raise BadSetting(f"{name} must be addresses or networks with commas between them") from None
