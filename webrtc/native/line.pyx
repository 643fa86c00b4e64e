"""webrtc/line.py compiled: the same names and the same law, without a Python object between the socket and libsrtp."""

import socket
from enum import IntEnum

from pylibsrtp._binding import ffi, lib

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.errno cimport EAGAIN, EINTR, errno
from libc.stdint cimport uint32_t, uintptr_t
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #include <sys/types.h>
    #include <sys/socket.h>
    #include <netinet/in.h>
    #include <arpa/inet.h>
    """
    ctypedef int socklen_t
    cdef struct sockaddr:
        unsigned short sa_family
    cdef struct in6_addr:
        pass
    cdef struct in_addr:
        pass
    cdef struct sockaddr_in:
        unsigned short sin_family
        unsigned short sin_port
        in_addr sin_addr
    cdef struct sockaddr_in6:
        unsigned short sin6_family
        unsigned short sin6_port
        in6_addr sin6_addr
    cdef struct sockaddr_storage:
        unsigned short ss_family
    int AF_INET, AF_INET6, INET6_ADDRSTRLEN, MSG_DONTWAIT
    ssize_t recvfrom(int fd, void *buf, size_t size, int flags, sockaddr *address, socklen_t *length)
    ssize_t sendto(int fd, const void *buf, size_t size, int flags, const sockaddr *address, socklen_t length)
    const char *inet_ntop(int family, const void *src, char *dst, socklen_t size)
    int inet_pton(int family, const char *src, void *dst)
    unsigned short ntohs(unsigned short value)
    unsigned short htons(unsigned short value)

ctypedef int (*Act)(void *keys, void *packet, int *size) noexcept

LONGEST = 1500
TRAILER = 148
AT_ONCE = 32
MOST_SSRCS = 256
Address = tuple
cdef int MOST = 1500
cdef int ROOM = 148
cdef int TURNS = 32
cdef int STUN = 0, DTLS = 1, RTP = 2, RTCP = 3, NONE = -1

cdef Act unprotect_rtp = <Act><uintptr_t>int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_unprotect")))
cdef Act unprotect_rtcp = <Act><uintptr_t>int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_unprotect_rtcp")))
cdef Act protect_rtp = <Act><uintptr_t>int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect")))
cdef Act protect_rtcp = <Act><uintptr_t>int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect_rtcp")))


class Kind(IntEnum):
    """What a datagram is."""

    STUN = 0
    DTLS = 1
    RTP = 2
    RTCP = 3


cdef int judge(const unsigned char *data, ssize_t size) noexcept:
    if size < 2 or size > MOST:
        return NONE
    if data[0] >= 128:
        if data[0] >= 192 or size < 8:
            return NONE
        return RTCP if 192 <= data[1] <= 223 else RTP
    if data[0] < 4:
        return STUN
    return DTLS if 20 <= data[0] < 64 else NONE


def kind_of(bytes data):
    """By RFC 7983; None for what nobody wants, among it what is too short or too long."""
    cdef int kind = judge(<const unsigned char *>PyBytes_AS_STRING(data), len(data))
    return None if kind == NONE else Kind(kind)


cdef class Line:
    """One socket, and the keys once there are any."""

    cdef object _sock, _hold
    cdef int _fd
    cdef void *_incoming
    cdef void *_outgoing
    cdef sockaddr_storage _far
    cdef socklen_t _far_size
    cdef unsigned char _in[2048]
    cdef unsigned char _out[2048]
    cdef uint32_t _ssrcs[256]
    cdef int _known
    cdef public long long refused

    def __init__(self, sock):
        self._sock = sock
        self._fd = sock.fileno()

    def secure(self, incoming, outgoing):
        """Take the keys: two `pylibsrtp.Session`, to unprotect and to protect with."""
        self._hold = (incoming, outgoing)
        self._incoming = <void *><uintptr_t>int(ffi.cast("uintptr_t", incoming._srtp[0]))
        self._outgoing = <void *><uintptr_t>int(ffi.cast("uintptr_t", outgoing._srtp[0]))

    def aim(self, far):
        """Where `send` sends to from now on."""
        cdef bytes host = far[0].encode()
        cdef sockaddr_in *four = <sockaddr_in *>&self._far
        cdef sockaddr_in6 *six = <sockaddr_in6 *>&self._far
        memset(&self._far, 0, sizeof(self._far))
        self._far_size = 0
        if b":" in host:
            six.sin6_family = AF_INET6
            six.sin6_port = htons(far[1])
            if inet_pton(AF_INET6, PyBytes_AS_STRING(host), &six.sin6_addr) != 1:
                raise ValueError("this is no address")
            self._far_size = sizeof(sockaddr_in6)
        else:
            four.sin_family = AF_INET
            four.sin_port = htons(far[1])
            if inet_pton(AF_INET, PyBytes_AS_STRING(host), &four.sin_addr) != 1:
                raise ValueError("this is no address")
            self._far_size = sizeof(sockaddr_in)

    cpdef list receive(self):
        """All that has come, in order: (kind, bytes, sender's address); media is decrypted, and has no address."""
        cdef list found = []
        cdef sockaddr_storage address
        cdef socklen_t length
        cdef ssize_t got
        cdef int kind, size, turn, fd = self._sock.fileno()
        if fd < 0:
            raise OSError("the socket is closed")
        for turn in range(TURNS):
            length = sizeof(address)
            got = recvfrom(fd, self._in, MOST + 1, MSG_DONTWAIT, <sockaddr *>&address, &length)
            if got < 0:
                if errno == EINTR:
                    continue
                if errno == EAGAIN:
                    break
                if found:
                    break
                raise OSError(errno, "the socket tells of an error")
            kind = judge(self._in, got)
            if kind == RTP or kind == RTCP:
                size = self._unprotect(kind, <int>got)
                if size >= 0:
                    found.append((kind, PyBytes_FromStringAndSize(<char *>self._in, size), None))
            elif kind != NONE:
                found.append((kind, PyBytes_FromStringAndSize(<char *>self._in, got), read_address(&address)))
        return found

    def open(self, bytes data, int kind):
        """A packet decrypted; None, and counted, where it is not authentic or there are no keys yet."""
        cdef Py_ssize_t size = len(data)
        if size < 8 or size > MOST:
            self.refused += 1
            return None
        memcpy(self._in, PyBytes_AS_STRING(data), size)
        size = self._unprotect(kind, <int>size)
        return None if size < 0 else PyBytes_FromStringAndSize(<char *>self._in, size)

    cdef int _unprotect(self, int kind, int size) noexcept:
        """The length of what `_in`, of 8 bytes or more, holds once decrypted; -1, and counted, where it is refused."""
        cdef uint32_t ssrc
        cdef int place = 0
        memcpy(&ssrc, self._in + (8 if kind == RTP else 4), sizeof(ssrc))
        while place < self._known and self._ssrcs[place] != ssrc:
            place += 1
        if place < 256 and self._incoming != NULL and not (unprotect_rtp if kind == RTP else unprotect_rtcp)(
            self._incoming, self._in, &size
        ):
            if place == self._known:
                self._ssrcs[place] = ssrc
                self._known += 1
            return size
        self.refused += 1
        return -1

    cpdef bint send(self, bytes data, int kind):
        """Encrypt and send now; False where there are no keys, no address, or no room in the socket's buffer."""
        cdef int size
        if self._outgoing == NULL or self._far_size == 0 or len(data) > MOST - ROOM:
            return False
        size = <int>len(data)
        memcpy(self._out, PyBytes_AS_STRING(data), size)
        if (protect_rtp if kind == RTP else protect_rtcp)(self._outgoing, self._out, &size):
            return False
        return sendto(self._sock.fileno(), self._out, size, MSG_DONTWAIT, <sockaddr *>&self._far, self._far_size) == size


cdef object read_address(sockaddr_storage *address):
    cdef char text[64]
    if address.ss_family == AF_INET:
        inet_ntop(AF_INET, &(<sockaddr_in *>address).sin_addr, text, sizeof(text))
        return (<bytes>text).decode(), ntohs((<sockaddr_in *>address).sin_port)
    inet_ntop(AF_INET6, &(<sockaddr_in6 *>address).sin6_addr, text, sizeof(text))
    return (<bytes>text).decode(), ntohs((<sockaddr_in6 *>address).sin6_port)
