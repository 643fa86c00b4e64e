"""Compiles the media plane's per-packet path where there is a compiler; without one it runs interpreted."""

from deploy.setup import commands
from deploy.setup.places import Places
from webrtc import native
from webrtc.native.machine import can_build


def build(places: Places) -> None:
    """Build what is not built from the sources as they stand, where that can be done. Raises SetupError."""
    if native.folder().exists() or not can_build():
        return
    print("Compiling the packet path", flush=True)
    commands.run(
        [places.venv / "bin" / "python", "-m", "webrtc.native.build"],
        cwd=places.root,
        wish=f"compile the packet path (with {native.SWITCH}=off the desk runs without)",
    )
