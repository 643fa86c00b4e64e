from webrtc.pictures cimport Pictures
from webrtc.reception cimport Reception
from webrtc.rtp cimport Packet

cdef class Inlet:
    cdef public str kind
    cdef public str mid
    cdef public int rank
    cdef public bint _is_video
    cdef public object codec
    cdef public int level_id
    cdef public object ssrc
    cdef public tuple listeners
    cdef public set watchers
    cdef public Reception reception
    cdef public long long octets
    cdef public long long key_frames
    cdef public long long key_frames_asked
    cdef public Pictures _pictures
    cdef public object heard_at
    cdef public object _sender_ssrc
    cdef public object _source_clock
    cdef public object _clock
    cdef public object _send_rtcp
    cdef public double _asked_at
    cdef public object _report
    cdef public object _last_report
    cdef public dict _caps
    cpdef bint take(self, Packet packet, double now) except -1
    cpdef _look_into(self, Packet packet)
