//go:build unix

package netio

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// initRaw prepares reads that take a buffer only once there is something to
// read, and that know when the next read would block.
func (r *reader) initRaw() {
	tcp, ok := r.nc.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := tcp.SyscallConn(); err == nil {
		r.raw, r.try = raw, r.tryRead
	}
}

func (r *reader) nextRaw() ([]byte, error) {
	r.n, r.err = 0, nil
	if err := r.raw.Read(r.try); err != nil {
		return nil, err
	}
	if r.err != nil {
		return nil, os.NewSyscallError("read", r.err)
	}
	if r.n == 0 {
		return nil, io.EOF
	}
	return r.buf.data[:r.n], nil
}

// floodReads is how often a read in a flood looks again before it waits: the
// next piece is microseconds away, and waiting for it costs both ends more.
const floodReads = 60

// tryRead reads once; false means wait until the socket is readable.
func (r *reader) tryRead(fd uintptr) bool {
	if r.buf != nil && r.buf.class != r.class {
		r.release()
	}
	if r.buf == nil {
		r.buf = bufferPools[r.class].Get().(*buffer)
	}
	var n int
	var err error
	for again := 0; ; again++ {
		n, err = syscall.Read(int(fd), r.buf.data)
		flood := errors.Is(err, syscall.EAGAIN) && r.most >= midBuffer && again < floodReads
		if !flood && !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EAGAIN) {
		r.class, r.most = classFor(r.most), 0
		r.release()
		r.idle()
		return false
	}
	r.n, r.err = max(n, 0), err
	r.most = max(r.most, r.n)
	if r.n == len(r.buf.data) && r.class < len(bufferPools)-1 {
		r.class++
	}
	return true
}
