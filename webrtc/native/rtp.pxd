from webrtc.vp8 cimport Descriptor

cdef class Packet:
    cdef public int payload_type
    cdef public int marker
    cdef public int sequence
    cdef public long long timestamp
    cdef public long long ssrc
    cdef public bytes payload
    cdef public bytes elements
    cdef public bint two_byte
    cdef public object codec
    cdef public Descriptor descriptor
    cdef public bint key
    cpdef bytes element(self, int number)

cpdef Packet parse(bytes data)
cpdef Packet unwrap_repair(Packet packet, int payload_type, long long ssrc)
