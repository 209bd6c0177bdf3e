//go:build !unix

package profiles

// readPlain leaves the reading to readRegular.
func readPlain(string) ([]byte, bool) { return nil, false }
