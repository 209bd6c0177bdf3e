//go:build unix

package profiles

import "syscall"

// readPlain is readRegular with a third of its system calls, which are all that
// the looking for one profile among thousands costs. The directory said that
// path is a regular file; false: readRegular must look.
func readPlain(path string) (data []byte, ok bool) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer func() { _ = syscall.Close(fd) }()
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil || st.Mode&syscall.S_IFMT != syscall.S_IFREG || st.Size > maxFileSize {
		return nil, false
	}
	data = make([]byte, st.Size+1)
	n, err := syscall.Read(fd, data)
	return data[:max(n, 0)], err == nil && int64(n) == st.Size // less, or more: it changes just now
}
