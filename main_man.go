package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
)

// showManual shows a manual page in the terminal, with the man of the system.
func showManual(ctx context.Context, page []byte) error {
	c := exec.CommandContext(ctx, "man", "-l", "-")
	c.Stdin, c.Stdout = bytes.NewReader(page), os.Stdout
	return c.Run()
}
