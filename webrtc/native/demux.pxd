from webrtc.rtp cimport Packet

cdef class Demux:
    cdef list _sections
    cdef list _media
    cdef list _repair
    cdef dict _routes
    cpdef object find(self, Packet packet)
    cpdef object _learn(self, Packet packet)
