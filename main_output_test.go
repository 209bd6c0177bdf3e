package main

import (
	"bytes"
	"encoding/hex"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema FILE: every line of the file is a record as its schema says.
func schema(ts *testscript.TestScript, neg bool, args []string) {
	rules, err := jsonschema.NewCompiler().Compile("model/record.schema.json")
	ts.Check(err)
	lines := 0
	for line := range bytes.Lines([]byte(ts.ReadFile(args[0]))) {
		record, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		ts.Check(err)
		if err := rules.Validate(record); err != nil {
			ts.Fatalf("%s: %v", line, err)
		}
		lines++
	}
	if lines == 0 {
		ts.Fatalf("%s has no record", args[0])
	}
}

// capture FILE PEER RECEIVED SENT: Wireshark's reader finds a connection of
// the peer, whose address may lack the port, with these bytes each way, and
// nothing wrong with any packet. Without tshark it does nothing; CI has it.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if has, err := condition("need:tshark"); !has {
		ts.Check(err)
		return
	}
	file := ts.MkAbs(args[0])
	complaints := tshark(ts, "-r", file, "-Y", "_ws.malformed || tcp.analysis.flags && !tcp.analysis.reused_ports || ip.checksum.status == 0 || tcp.checksum.status == 0",
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")
	if complaints != "" {
		ts.Fatalf("%s: tshark complains of\n%s", args[0], complaints)
	}
	want := map[string]string{}
	for i, direction := range []string{"received", "sent"} {
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[2+i], `"`, `\"`) + `"`)
		ts.Check(err)
		want[direction] = text
	}
	got := map[string]string{}
	for line := range strings.Lines(tshark(ts, "-r", file, "-Y", "tcp.len > 0", "-T", "fields", "-e", "ip.src", "-e", "ipv6.src", "-e", "tcp.srcport",
		"-e", "ip.dst", "-e", "ipv6.dst", "-e", "tcp.dstport", "-e", "tcp.payload")) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		data, err := hex.DecodeString(f[6])
		ts.Check(err)
		from, to := f[0]+f[1]+":"+f[2], f[3]+f[4]+":"+f[5]
		if strings.HasPrefix(from, args[1]) {
			got["received"] += string(data)
		} else if strings.HasPrefix(to, args[1]) {
			got["sent"] += string(data)
		}
	}
	if got["received"] != want["received"] || got["sent"] != want["sent"] {
		ts.Fatalf("%s: %q, want %q", args[0], got, want)
	}
}

func tshark(ts *testscript.TestScript, args ...string) string {
	out, err := exec.Command("tshark", args...).Output() // it warns of being root on stderr
	ts.Check(err)
	return string(out)
}
