from webrtc.numbers cimport Unwrap

cdef class Reception:
    cdef long long _rate
    cdef Unwrap _unwrap
    cdef long long _first
    cdef long long _top
    cdef bint _begun
    cdef long long _restarts_at
    cdef dict _missing
    cdef set _forgone
    cdef public long long received
    cdef public long long repeated
    cdef public long long forgone
    cdef public long long repaired
    cdef public double jitter
    cdef double _transit
    cdef long long _timestamp
    cdef long long _expected_before
    cdef long long _received_before
    cpdef bint add(self, long long sequence, long long timestamp, double now)
    cpdef _note_gap(self, long long position, double now)
    cpdef _note_transit(self, long long timestamp, double now)
    cpdef _restart(self, long long sequence)
