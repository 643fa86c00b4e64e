cdef class History:
    cdef list _packets
    cdef dict _asked
    cpdef put(self, long long sequence, bytes data)
