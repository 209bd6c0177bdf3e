package cli

import "testing"

func TestTableAlignsCells(t *testing.T) {
	var b table
	b.row("NAME", "PORT", "NOTE")
	b.row("端口", "9", "")
	b.row("a\x1b[31mb", "65535", "x")
	want := "NAME        PORT   NOTE\n" +
		"端口        9\n" +
		"a\\x1b[31mb  65535  x\n"
	if got := string(b.bytes()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := (&table{}).bytes(); len(got) != 0 {
		t.Errorf("an empty table writes %q", got)
	}
}
