"""Set-up does nothing twice, goes on after an interruption, and says in one sentence what is missing."""

import gzip
import os
import pathlib
import shutil
import subprocess

import pytest

from deploy.setup import commands, errors, node, packages, stamps, vendor
from deploy.setup.places import Places
from tests.house.repository import ROOT


@pytest.fixture
def places(tmp_path: pathlib.Path) -> Places:
    """A checkout with nothing laid out but what npm would have installed."""
    (tmp_path / "package-lock.json").write_text("{}", encoding="utf-8")
    for source in vendor.FILES.values():
        write(tmp_path / "node_modules" / source, source)
    for face in vendor.FACES:
        package = tmp_path / "node_modules" / "@fontsource-variable" / face
        write(package / "index.css", f"@font-face {{ src: url(./files/{face}-0.woff2); }}")
        write(package / "files" / f"{face}-0.woff2", face)
        write(package / "LICENSE", "OFL")
    return Places(root=tmp_path)


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_stamp_vouches_for_one_content_alone(tmp_path: pathlib.Path) -> None:
    stamps.put(tmp_path / "stamp", "one")
    assert stamps.stands(tmp_path / "stamp", "one")
    assert not stamps.stands(tmp_path / "stamp", "two")


def test_a_stamp_that_was_never_put_does_not_stand(tmp_path: pathlib.Path) -> None:
    assert not stamps.stands(tmp_path / "stamp", "one")


def test_a_digest_tells_the_order_of_its_sources(tmp_path: pathlib.Path) -> None:
    write(tmp_path / "a", "a")
    write(tmp_path / "b", "b")
    there, back = [tmp_path / "a", tmp_path / "b"], [tmp_path / "b", tmp_path / "a"]
    assert stamps.digest(there) != stamps.digest(back)


def test_fonts_css_points_at_the_files_laid_out(places: Places) -> None:
    vendor.lay_out(places)
    sheet = (places.vendor / "fonts.css").read_text(encoding="utf-8")
    assert "url(./fonts/noto-sans-hk/noto-sans-hk-0.woff2)" in sheet


def test_style_sheets_lie_compressed_beside_themselves(places: Places) -> None:
    vendor.lay_out(places)
    packed = (places.vendor / "fonts.css.gz").read_bytes()
    assert gzip.decompress(packed) == (places.vendor / "fonts.css").read_bytes()


def test_laying_out_a_second_time_touches_nothing(places: Places) -> None:
    vendor.lay_out(places)
    write(places.vendor / "mark", "left alone")
    vendor.lay_out(places)
    assert (places.vendor / "mark").is_file()


def test_a_layout_that_was_interrupted_is_done_again(places: Places) -> None:
    write(places.vendor.with_name("vendor.new") / "half", "half")
    vendor.lay_out(places)
    assert not (places.vendor / "half").exists()
    assert (places.vendor / "morphdom" / "morphdom.js").is_file()


def test_a_missing_package_file_is_named(places: Places) -> None:
    (places.node_modules / "morphdom" / "dist" / "morphdom-esm.js").unlink()
    with pytest.raises(errors.SetupError, match=r"morphdom-esm\.js is missing: remove node_modules"):
        vendor.lay_out(places)


def test_the_developers_packages_serve_a_run_too(places: Places) -> None:
    value = stamps.digest([places.root / "package-lock.json"], salt="dev")
    stamps.put(places.node_modules / packages.STAMP, value)
    assert packages.stands(places, dev=False)


def test_the_packages_of_a_run_do_not_serve_developers(places: Places) -> None:
    value = stamps.digest([places.root / "package-lock.json"], salt="run")
    stamps.put(places.node_modules / packages.STAMP, value)
    assert not packages.stands(places, dev=True)


@pytest.mark.parametrize(("version", "taken"), [("v18.19.0", False), ("v20.0.0", True), ("v24.1.0", True)])
def test_a_node_of_the_path_is_taken_if_new_enough(
    version: str, taken: bool, places: Places, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        write(tmp_path / "bin" / name, f"#!/bin/sh\necho {version}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(node, "_installed", lambda: None)
    monkeypatch.setattr("deploy.setup.python.install", lambda places, lock: None)
    if taken:
        assert node.take(places).binary == tmp_path / "bin" / "node"
    else:
        with pytest.raises(errors.SetupError, match="Node 20 or newer is missing"):
            node.take(places)


def test_a_failed_client_is_told_with_its_last_words(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.SetupError, match=r"Could not count; the tool said:\nno fingers"):
        commands.run(["sh", "-c", "echo no fingers; exit 3"], cwd=tmp_path, wish="count")


def bare_checkout(folder: pathlib.Path, **programs: str) -> dict[str, str]:
    """A checkout with the set-up scripts alone, on a machine with these programs; its environment."""
    shutil.copytree(ROOT / "deploy" / "setup", folder / "deploy" / "setup")
    for name in ("dirname", "rm", "touch", "id"):
        write(folder / "bin" / name, f'#!/bin/sh\nexec {shutil.which(name)} "$@"\n')
    for name, script in programs.items():
        write(folder / "bin" / name, f"#!/bin/sh\n{script}\n")
    for program in (folder / "bin").iterdir():
        program.chmod(0o755)
    return {"PATH": str(folder / "bin"), "HOME": os.environ.get("HOME", "/")}


def sentence(folder: pathlib.Path, script: str, environment: dict[str, str]) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["/bin/sh", str(folder / "deploy" / "setup" / script)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def test_a_missing_python_is_said_in_one_sentence(tmp_path: pathlib.Path) -> None:
    code, said = sentence(tmp_path, "venv.sh", bare_checkout(tmp_path))
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith("Python 3.11 or newer is missing")


def test_a_missing_venv_is_said_in_one_sentence(tmp_path: pathlib.Path) -> None:
    without = bare_checkout(tmp_path, python3='case "$2" in *ensurepip*) exit 1;; esac')
    code, said = sentence(tmp_path, "venv.sh", without)
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith("Python's venv is missing")


def test_needs_that_no_one_can_install_are_said_in_one_sentence(tmp_path: pathlib.Path) -> None:
    code, said = sentence(tmp_path, "test-needs.sh", bare_checkout(tmp_path, ls="exit 2"))
    assert code == 1
    assert len(said) == 1
    assert "chromium postgresql coturn poppler-utils ffmpeg" in said[0]
