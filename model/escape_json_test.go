package model

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestEscapeJSON(t *testing.T) {
	if got, want := string(EscapeJSON([]byte("{\"a\":\"é\u202e\u009b😀\U000e0001\"}\n"))), `{"a":"é\u202e\u009b😀\udb40\udc01"}`+"\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := string(EscapeJSON([]byte("{\"a\":\"\x9b\ufffd\xf0\x9f\"}\n"))), `{"a":"\ufffd�\ufffd\ufffd"}`+"\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		safe := EscapeJSON(text)
		var back string
		if err := json.Unmarshal(safe, &back); err != nil || utf8.ValidString(s) && back != s {
			t.Fatalf("%q became %q, %v", s, back, err)
		}
		for _, r := range string(safe) {
			if !visible(r) {
				t.Fatalf("%U is in %q", r, safe)
			}
		}
	})
}
