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
    cdef public object descriptor
    cdef public bint key
    cpdef bytes element(self, int number)

cpdef Packet parse(bytes data)
