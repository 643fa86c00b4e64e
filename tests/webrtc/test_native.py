"""The compiled packet path is the interpreted one, compiled: the same tests pass with it and without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from webrtc import native

ROOT = Path(__file__).resolve().parents[2]
PER_PACKET = ("continuity", "demux", "feedback", "history", "leg", "line", "pictures", "reception", "rtp", "vp8")
"""Tests of the compiled modules, each on its own and in a real leg."""


def run(code: list[str], *, switch: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env=os.environ | {native.SWITCH: switch},
        capture_output=True,
        text=True,
        check=False,
    )


def where(module: str, *, switch: str) -> str:
    """The file that the module comes from."""
    code = f"import webrtc.{module} as m; print(m.__spec__.origin)"
    return run(["-c", code], switch=switch).stdout.strip()


@pytest.mark.skipif(not native.folder().exists(), reason="nothing is built here: there is no C compiler")
@pytest.mark.parametrize("module", native.MODULES)
def test_what_was_built_is_used(module: str) -> None:
    assert Path(where(module, switch="")).parent == native.folder()


@pytest.mark.parametrize("module", native.MODULES)
def test_without_it_the_same_module_is_interpreted(module: str) -> None:
    assert where(module, switch="off") == str(ROOT / "webrtc" / f"{module}.py")


@pytest.mark.parametrize(
    ("switch", "form"),
    [
        pytest.param("off", "interpreted", id="off"),
        pytest.param("", "compiled" if native.folder().exists() else "interpreted", id="wanted"),
    ],
)
def test_a_process_can_say_which_form_it_runs(switch: str, form: str) -> None:
    said = run(["-c", "from webrtc import native; print(native.form())"], switch=switch).stdout.strip()
    assert said == form


@pytest.mark.slow
def test_the_interpreted_path_passes_the_same_tests() -> None:
    files = [f"tests/webrtc/test_{name}.py" for name in PER_PACKET]
    done = run(["-m", "pytest", "-q", "-p", "no:cacheprovider", *files], switch="off")
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_changed_source_has_another_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = native.digest()
    for path in [*native.HERE.glob("*.p*"), *native.HERE.parent.glob("*.py")]:
        place = tmp_path / path.relative_to(native.HERE.parent)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(path.read_bytes())
    monkeypatch.setattr(native, "HERE", tmp_path / "native")
    same = native.digest()
    (tmp_path / "rtp.py").write_text("# changed")
    assert (same, native.digest() == before) == (before, False)
