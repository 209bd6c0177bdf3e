package profiles

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tcpdeck/model"
)

// checkFind compares Find with Load and Lookup.
func checkFind(t interface{ Fatalf(string, ...any) }, s *Store, target string) {
	want, found := s.Lookup(target)
	got, ok, err := s.Find(target)
	same := got.Err == want.Err || got.Err != nil && want.Err != nil && *got.Err == *want.Err
	if err != nil || ok != found || !same || got.File != want.File || got.Version != want.Version || got.Profile != want.Profile {
		t.Fatalf("%q: Find gives %+v, %v, %v (%v); Load and Lookup %+v, %v (%v)", target, got, got.Err, ok, err, want, want.Err, found)
	}
}

func TestFindReadsYAML(t *testing.T) {
	s := open(t, map[string]string{
		"a.yaml": "name: Pay gateway\nid: 01A\n",
		"b.yaml": "name: \"Gr\\u00fc\\u00dfe\"\nid: '01B'\n",
		"c.yaml": "name: 'it''s'\n",
		"d.yaml": "name: >-\n  folded\n  over\n  lines\nid: 01D\n",
		"e.yaml": "name: plain over\n  two lines\n",
		"f.yaml": "name: \"quoted\n  over lines\"\n",
		"g.yaml": "name: PAY GATEWAY\nid: 01G\n", // a double by name
		"h.yaml": "name: Other\nid: 01A\n",       // a double by id
		"i.yaml": "name: other\nid: 01I\n",       // the first valid Other
		"j.yaml": "name: J\nport: 0\n",
		"k.yaml": "name: \u212Aelvin\n",
		"l.yaml": "{\"name\":\"Flow\",\"port\":1}\n",
		"m.yaml": "port: 1 # Pay gateway\n",
		"n.yaml": "name: |-\n  block\n",
		"o.yaml": "name: " + strings.Repeat("# long\n", 4000) + "  after a comment\n",
		"p.yaml": "name: a\n# Pay\n",
		"q.yaml": "\xff\xfename",
		"r.yaml": "name: ' spaces '\n",
		"s.yaml": "name: spaces\nid: 01S\n",
	})
	load(t, s)
	for _, target := range []string{
		"pay gateway", "Pay gateway", "Paygateway", "01A", "01a", "grüße", "GRÜSSE", "01B", "it's", "c", "folded over lines", "01D", "plain over two lines",
		"quoted over lines", "01G", "other", "OTHER", "h", "01I", "i", "j", "J", "kelvin", "KELVIN", "flow", "l", "m", "block", "after a comment", "o",
		"a", "p", "q", "", " ", "nobody", "127.0.0.1:9090", "spaces", " spaces ", "01S", "r", "a.yaml", "../a",
	} {
		checkFind(t, s, target)
	}
	if e, ok, _ := s.Find("other"); !ok || e.File != "i.yaml" {
		t.Errorf("other is %+v", e)
	}
}

// Whatever the files have and however they write it, Find is Load and Lookup.
func TestFindIsLookup(t *testing.T) {
	words := []string{"A", "a", "B b", "b  B", "it's", "x\\y", "é", "É", "K", "\u212A", " A", "9", "A: b", "\"", "C\tc"}
	write := func(t *rapid.T, s string) string {
		switch rapid.IntRange(0, 4).Draw(t, "style") {
		case 0:
			return quote(s)
		case 1:
			return "'" + strings.ReplaceAll(s, "'", "''") + "'"
		case 2:
			return ">-\n  " + strings.ReplaceAll(strings.TrimSpace(s), " ", "\n  ")
		case 3:
			return "\"" + strings.ReplaceAll(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s), " ", "\n  ") + "\""
		}
		return s
	}
	word := rapid.SampledFrom(words)
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		s, err := Open(filepath.Join(dir, fmt.Sprint(n)))
		if err != nil {
			t.Fatal(err)
		}
		if err := makeFolder(s.Dir()); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(filepath.Dir(s.Dir()))
		for i := range rapid.IntRange(0, 6).Draw(t, "files") {
			text := ""
			if rapid.Bool().Draw(t, "has an id") {
				text += "id: " + write(t, word.Draw(t, "id")) + "\n"
			}
			if rapid.IntRange(0, 5).Draw(t, "named") > 0 {
				text += "name: " + write(t, word.Draw(t, "name")) + " # " + word.Draw(t, "comment") + "\n"
			}
			text += rapid.SampledFrom([]string{"", "port: 1\n", "port: 0\n", "[", "group: A\n"}).Draw(t, "more")
			file := rapid.SampledFrom([]string{"A", "a", "b b", "x", "9"}).Draw(t, "slug") + fmt.Sprint(i) + ".yaml"
			if rapid.Bool().Draw(t, "plain slug") {
				file = fmt.Sprintf("%c.yaml", 'A'+i)
			}
			if err := os.WriteFile(filepath.Join(s.Dir(), file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Load(); err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			checkFind(t, s, w)
		}
		for _, e := range s.Entries() {
			checkFind(t, s, slugOf(e.File))
			checkFind(t, s, strings.ToUpper(e.Profile.Name))
			checkFind(t, s, string(e.Profile.ID))
		}
	})
}

func TestFindNoFolder(t *testing.T) {
	s := open(t, nil)
	if e, ok, err := s.Find("x"); ok || err != nil {
		t.Errorf("%+v %v %v", e, ok, err)
	}
	if err := os.WriteFile(s.Dir(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Find("x"); err == nil {
		t.Error("a folder that is a file is no error")
	}
}

// BenchmarkFind times the lookup of an ad-hoc target, and of a name, among the
// profiles of a folder; "load" is what Load and Lookup take.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10, 100, 10_000} {
		dir := b.TempDir()
		folder := filepath.Join(dir, "profiles")
		if err := makeFolder(folder); err != nil {
			b.Fatal(err)
		}
		for i := range n {
			p := named(fmt.Sprintf("Payment gateway %05d", i))
			p.ID = model.ProfileID(fmt.Sprintf("01K9X2J5M3Q4R5S6T7V8W%05d", i))
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("payment-gateway-%05d.yaml", i)), render(p), 0o600); err != nil {
				b.Fatal(err)
			}
		}
		for _, target := range []string{"127.0.0.1:9090", "Payment gateway 00005", "load"} {
			b.Run(fmt.Sprintf("%d/%s", n, target), func(b *testing.B) {
				for b.Loop() {
					s, err := Open(dir)
					if err != nil {
						b.Fatal(err)
					}
					if target == "load" {
						if err := s.Load(); err != nil {
							b.Fatal(err)
						}
					} else if _, ok, err := s.Find(target); err != nil || ok != (target[0] == 'P') {
						b.Fatal(ok, err)
					}
				}
			})
		}
	}
}
