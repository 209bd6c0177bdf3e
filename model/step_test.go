package model

import "testing"

// TestHead: no character is torn, and no byte that begins none is lost.
func TestHead(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"abc", 3, "abc"}, {"abc", 2, "ab"}, {"a€b", 2, "a"}, {"a€b", 3, "a"}, {"a€b", 4, "a€"}, {"a\x9b\xffb", 3, "a\x9b\xff"},
		{"\x80\x80\x80\x80\x80\x80", 5, "\x80\x80\x80\x80\x80"}, {"€", 1, ""}, {"x", 0, ""},
	} {
		if got := Head(c.text, c.n); got != c.want {
			t.Errorf("%q to %d: %q", c.text, c.n, got)
		}
	}
}
