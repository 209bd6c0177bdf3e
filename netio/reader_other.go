//go:build !unix

package netio

func (r *reader) initRaw() {}

func (r *reader) nextRaw() ([]byte, error) { panic("netio: no raw reads on this system") }
