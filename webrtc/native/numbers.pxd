cdef class Unwrap:
    cdef long long _mask
    cdef long long _half
    cdef bint _begun
    cdef public long long top
    cpdef long long place(self, long long value)
