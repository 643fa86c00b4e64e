from webrtc.demux cimport Demux
from webrtc.feedback cimport Arrivals
from webrtc.rtp cimport Packet

cdef class Intake:
    cdef Demux _demux
    cdef list _inlets
    cdef list _transport_ids
    cdef Arrivals _arrivals
    cdef object _now
    cdef object _on_missing
    cdef public long long received
    cdef public long long malformed
    cdef public object heard_at
    cpdef take(self, bytes data)
    cpdef _take(self, Packet packet, double now)
