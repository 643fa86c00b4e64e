from webrtc.numbers cimport Unwrap
from webrtc.rtp cimport Packet
from webrtc.vp8 cimport Descriptor

cdef class Continuity:
    cdef long long _rate
    cdef long long _top
    cdef long long _timestamp
    cdef double _sent_at
    cdef Unwrap _unwrap
    cdef long long _first
    cdef long long _shift
    cdef long long _picture
    cdef long long _tl0
    cdef public long long timestamp_shift
    cdef long long _picture_shift
    cdef long long _tl0_shift
    cpdef join(self, Packet packet, double now)
    cpdef long long place(self, Packet packet, double now)
    cpdef _note_picture(self, Descriptor descriptor)
    cpdef bytes renumber(self, Packet packet)
