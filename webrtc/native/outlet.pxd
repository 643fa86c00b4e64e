from webrtc.continuity cimport Continuity
from webrtc.history cimport History
from webrtc.rtp cimport Packet

cdef class Outlet:
    cdef public str kind
    cdef public str mid
    cdef public long long ssrc
    cdef public object source
    cdef public long long packets
    cdef public long long octets
    cdef public long long frames
    cdef public long long resent
    cdef public long long lost
    cdef public long long unplayable
    cdef public object rate
    cdef public long long key_frames_asked
    cdef public double fraction_lost
    cdef public double jitter
    cdef public object round_trip
    cdef bint _is_video
    cdef dict _payload_types
    cdef long long _clock_rate
    cdef int _payload_type
    cdef object _clock
    cdef object _send_rtp
    cdef bint _waits
    cdef long long _ssrc_joined
    cdef object _codec_joined
    cdef long long _timestamp
    cdef Continuity _numbers
    cdef History _history
    cdef object _repair
    cdef int _level
    cdef int _stamp
    cdef bytes _stamp_head
    cdef bytes _level_head
    cpdef take(self, Packet packet, double now)
    cpdef bint _begin(self, Packet packet, double now) except -1
    cpdef bytes _build(self, Packet packet, long long sequence, long long timestamp, double now)
