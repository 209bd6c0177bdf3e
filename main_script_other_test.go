//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

// deaf needs a system that drops what a full queue of connections has no room
// for; elsewhere such connections are refused.
func deaf(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("deaf: only on Linux") }
