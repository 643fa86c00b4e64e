cdef class Way:
    cdef object _nominated
    cdef object _aim
    cdef object _pair
    cdef object _sending
    cpdef bint send_rtp(self, bytes data) except -1
    cpdef bint send_rtcp(self, bytes data) except -1
    cpdef object _by(self)
