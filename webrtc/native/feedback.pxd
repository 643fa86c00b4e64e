from webrtc.numbers cimport Unwrap

cdef class Arrivals:
    cdef object _on_first
    cdef Unwrap _unwrap
    cdef dict _seen
    cdef long long _next
    cdef long long _count
    cpdef add(self, long long sequence, double now)
