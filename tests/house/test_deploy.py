"""What is written for real machines is accepted by the programs that will read it."""

import datetime
import ipaddress
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.house.repository import ROOT, tracked

DEPLOY = ROOT / "deploy"
TOOLS = pathlib.Path(sys.executable).parent
UNITS = ("desk.service", "desk-media@.service")
UPSTREAMS = ("upstream-local.conf", "upstream-compose.conf")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
MOST_EXPOSED = 2.0
"""Of ten, as `systemd-analyze security` counts; a unit with nothing set has 9.6."""


def asked(command: list[str | pathlib.Path]) -> tuple[int, str]:
    """Exit status of a checking program and all it said; a program that is not here skips the test."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not on this machine")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def certificate(folder: pathlib.Path) -> None:
    """A self-signed pair under the names that nginx looks for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now,
        not_valid_after=now + datetime.timedelta(days=1),
    ).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.mkdir(parents=True)
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(private)


@pytest.mark.parametrize("upstream", UPSTREAMS)
def test_nginx_takes_its_configuration(upstream: str, tmp_path: pathlib.Path) -> None:
    certificate(tmp_path / "tls")
    shutil.copy(DEPLOY / "nginx" / upstream, tmp_path / "upstream.conf")
    site = (DEPLOY / "nginx" / "desk.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/nginx/desk/", f"{tmp_path}/").replace("/var/log/nginx/", f"{tmp_path}/")
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    code, said = asked(["nginx", "-t", "-e", tmp_path / "log", "-c", tmp_path / "nginx.conf"])
    assert code == 0, said
    assert "[warn]" not in said.replace('the "user" directive', "")


def unit_on_this_machine(name: str, folder: pathlib.Path) -> pathlib.Path:
    """The unit with this machine's Python, as the verifier looks whether it is there."""
    text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
    unit = folder / name.replace("@", "@one")
    unit.write_text(text.replace("/srv/desk/.venv/bin/python", sys.executable), encoding="utf-8")
    return unit


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: pathlib.Path) -> None:
    unit = unit_on_this_machine(name, tmp_path)
    _, said = asked(["systemd-analyze", "verify", "--man=no", "--generators=no", unit])
    assert [line for line in said.splitlines() if unit.name in line] == []


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_leaves_little_open(name: str, tmp_path: pathlib.Path) -> None:
    unit = unit_on_this_machine(name, tmp_path)
    _, said = asked(["systemd-analyze", "security", "--offline=true", "--no-pager", unit])
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d+)", said)
    assert found is not None, said
    assert float(found[1]) <= MOST_EXPOSED


def test_compose_follows_its_schema() -> None:
    code, said = asked([TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"])
    assert code == 0, said


def test_compose_starts_every_part() -> None:
    assert set(COMPOSE["services"]) >= {"web", "media-one", "media-two", "postgres", "coturn", "nginx"}


def test_compose_opens_only_the_doors_it_says() -> None:
    opened = {name: part["ports"] for name, part in COMPOSE["services"].items() if "ports" in part}
    assert opened == {"coturn": ["3478:3478/udp", "3478:3478/tcp"], "nginx": ["80:80", "443:443"]}


def test_files_that_compose_mounts_are_there() -> None:
    mounts = [mount.split(":")[0] for part in COMPOSE["services"].values() for mount in part.get("volumes", [])]
    ours = [mount for mount in mounts if mount.startswith("./")]
    assert ours
    assert [mount for mount in ours if not (DEPLOY / mount).is_file()] == []


def test_nginx_finds_the_desk_where_compose_puts_it() -> None:
    upstream = (DEPLOY / "nginx" / "upstream-compose.conf").read_text(encoding="utf-8")
    for name in ("web", "media-one", "media-two"):
        address = COMPOSE["services"][name]["networks"]["inside"]["ipv4_address"]
        assert f"upstream desk_{name.replace('-', '_')} {{ server {address}:8080;" in upstream


def test_coturn_may_speak_to_every_media_node_of_compose_and_to_nobody_else() -> None:
    told = next(word for word in COMPOSE["services"]["coturn"]["command"] if "--allowed-peer-ip=" in word)
    first, last = (ipaddress.IPv4Address(part) for part in told.partition("=")[2].split("-"))
    nets = {name: part["networks"] for name, part in COMPOSE["services"].items()}
    at = {name: net["inside"]["ipv4_address"] for name, net in nets.items() if isinstance(net, dict)}
    assert {name for name in at if first <= ipaddress.IPv4Address(at[name]) <= last} == {"media-one", "media-two"}


def test_the_image_is_written_well() -> None:
    code, said = asked([TOOLS / "hadolint", DEPLOY / "Dockerfile"])
    assert code == 0, said


def test_the_image_holds_every_part_it_copies() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for part in line.split():
            assert (ROOT / part).exists()
            assert f"!{part}" in kept


def test_coturn_takes_every_line_of_its_configuration(free_ports: Callable[[], int], tmp_path: pathlib.Path) -> None:
    if shutil.which("turnserver") is None:
        pytest.fail("coturn is missing: run make test-needs.")
    text = (DEPLOY / "coturn" / "turnserver.conf").read_text(encoding="utf-8")
    text = re.sub(r"^listening-port=.*$", f"listening-port={free_ports()}", text, flags=re.MULTILINE)
    text += f"\nlistening-ip=127.0.0.1\nstatic-auth-secret=secret\npidfile={tmp_path}/pid\nuserdb={tmp_path}/db\n"
    (tmp_path / "turnserver.conf").write_text(text, encoding="utf-8")
    said = started(["turnserver", "-c", str(tmp_path / "turnserver.conf")], tmp_path, until="Total General servers")
    assert "Total General servers" in said
    assert [line for line in said.splitlines() if "Bad configuration" in line or "CONFIG ERROR" in line] == []


def started(command: list[str], folder: pathlib.Path, *, until: str) -> str:
    """What a server said from its start until it said the words (or ten seconds had gone)."""
    log = folder / "said"
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    deadline = time.monotonic() + 10
    while until not in log.read_text(errors="replace") and time.monotonic() < deadline and server.poll() is None:
        time.sleep(0.05)
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
    return log.read_text(errors="replace")


def test_every_setting_used_is_one_the_desk_reads() -> None:
    known = set(re.findall(r'"(DESK_[A-Z_]+)"', (ROOT / "desk" / "config.py").read_text(encoding="utf-8")))
    others = {"DESK_CONFIG_DIR", "DESK_TLS_DIR", "DESK_NODE_BIN"}
    used = set()
    for path in [ROOT / "Makefile", *tracked("deploy/*")]:
        if path.suffix not in {".py", ".mjs", ".md"}:
            used |= set(re.findall(r"\bDESK_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert used - known - others == set()
