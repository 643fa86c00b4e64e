"""A relay for WebRTC: encoded media passes from leg to leg untouched, and is recorded as it passes."""

from webrtc import native

__path__ = native.search_path() + __path__  # what was compiled stands before what would be interpreted
