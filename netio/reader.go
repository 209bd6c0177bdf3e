package netio

import (
	"net"
	"sync"
	"syscall"
)

// The sizes of read buffers. A quiet connection that the system lets us wait
// on without one (reader_unix.go) has none at all.
const (
	smallBuffer = 2 << 10
	midBuffer   = 16 << 10
	bigBuffer   = 256 << 10
)

var bufferPools = [...]sync.Pool{
	{New: func() any { return &buffer{data: make([]byte, smallBuffer), class: 0} }},
	{New: func() any { return &buffer{data: make([]byte, midBuffer), class: 1} }},
	{New: func() any { return &buffer{data: make([]byte, bigBuffer), class: 2} }},
}

type buffer struct {
	data  []byte
	class int
}

// classFor returns the smallest class of buffer that n bytes do not fill.
func classFor(n int) int {
	switch {
	case n < smallBuffer:
		return 0
	case n < midBuffer:
		return 1
	}
	return 2
}

// reader reads a connection in pieces as large as they come, with a buffer
// that grows while reads fill it and shrinks when they do not.
type reader struct {
	nc    net.Conn
	idle  func()
	raw   syscall.RawConn // nil: reads block in nc.Read
	try   func(fd uintptr) bool
	buf   *buffer
	class int // of the next buffer
	most  int // largest read since the connection was last quiet
	n     int
	err   error
}

func (r *reader) init(nc net.Conn, idle func()) {
	r.nc, r.idle = nc, idle
	r.initRaw()
}

// next waits for data. It may come with an error, and is valid until the next
// call.
func (r *reader) next() ([]byte, error) {
	if r.raw != nil {
		return r.nextRaw()
	}
	r.fit()
	n, err := r.nc.Read(r.buf.data)
	if n < len(r.buf.data) {
		r.class = classFor(n)
	} else if r.class < len(bufferPools)-1 {
		r.class++
	}
	r.n = n
	return r.buf.data[:n], err
}

// fit readies a buffer of the wanted class. A read that did not fill its
// buffer was the last for now, as far as nc.Read can tell.
func (r *reader) fit() {
	if r.buf != nil && r.n < len(r.buf.data) {
		r.idle()
	}
	if r.buf != nil && r.buf.class != r.class {
		r.release()
	}
	if r.buf == nil {
		r.buf = bufferPools[r.class].Get().(*buffer)
	}
}

// release gives the buffer back.
func (r *reader) release() {
	if r.buf != nil {
		bufferPools[r.buf.class].Put(r.buf)
		r.buf = nil
	}
}
