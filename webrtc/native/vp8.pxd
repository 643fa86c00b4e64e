cdef class Descriptor:
    cdef public int size
    cdef public bint start
    cdef public bint key
    cdef public int picture_at
    cdef public int picture_bits
    cdef public int picture_id
    cdef public int tl0_at
    cdef public int tl0

cpdef Descriptor read(bytes payload)
cpdef Descriptor _read(bytes payload)
cpdef bytes renumber(bytes payload, Descriptor descriptor, int picture_shift, int tl0_shift)
