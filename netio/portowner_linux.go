package netio

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ownerTime bounds the search for the process that holds a port.
const ownerTime = 300 * time.Millisecond

// portOwner names the process that listens on port, or the user that it runs
// as when the system shows no more; "" when nothing is known.
func portOwner(port int) string {
	inodes := map[string]string{} // inode to user id
	for _, file := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		listeners(file, port, inodes)
	}
	if len(inodes) == 0 {
		return ""
	}
	if pid := socketHolder(inodes); pid != 0 {
		if pid == os.Getpid() {
			return "this tcpdeck"
		}
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		return fmt.Sprintf("%s (process %d)", strings.TrimSpace(string(name)), pid)
	}
	for _, uid := range inodes {
		if uid != strconv.Itoa(os.Getuid()) {
			return "a process of user id " + uid
		}
	}
	return ""
}

// listeners adds the sockets of a /proc/net table that listen on port.
func listeners(file string, port int, inodes map[string]string) {
	f, err := os.Open(file)
	if err != nil {
		return
	}
	defer f.Close()
	suffix := fmt.Sprintf(":%04X", port)
	for sc := bufio.NewScanner(f); sc.Scan(); {
		// sl local remote state queues timer retransmits uid timeout inode …
		if w := strings.Fields(sc.Text()); len(w) > 9 && w[3] == "0A" && strings.HasSuffix(w[1], suffix) {
			inodes[w[9]] = w[7]
		}
	}
}

// socketHolder finds the process that has one of the sockets open.
func socketHolder(inodes map[string]string) int {
	procs, _ := filepath.Glob("/proc/[0-9]*")
	end := time.Now().Add(ownerTime)
	for _, proc := range procs {
		if time.Now().After(end) {
			break
		}
		fds, err := os.ReadDir(proc + "/fd")
		if err != nil {
			continue // another user's
		}
		for _, fd := range fds {
			link, _ := os.Readlink(proc + "/fd/" + fd.Name())
			inode, ok := strings.CutPrefix(link, "socket:[")
			if _, mine := inodes[strings.TrimSuffix(inode, "]")]; ok && mine {
				pid, _ := strconv.Atoi(filepath.Base(proc))
				return pid
			}
		}
	}
	return 0
}
