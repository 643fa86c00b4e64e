"""A relay for WebRTC: encoded media passes from leg to leg untouched, and is recorded as it passes."""
