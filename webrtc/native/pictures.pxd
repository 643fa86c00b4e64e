cdef class Pictures:
    cdef public long long frames
    cdef public double frozen
    cdef long long _timestamp
    cdef double _at
    cdef double _usual
    cpdef note(self, long long timestamp, double now)
    cpdef restart(self)
    cpdef _note_gap(self, double gap)
