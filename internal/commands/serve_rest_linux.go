package commands

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"
)

// rest gives back what the start alone needed: memory, and the parts of the program that ran once. Those stay in the system's cache
// of files, which gives them up to others before what a program holds, and come back from there when they are asked for.
func rest() {
	debug.FreeOSMemory()
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return // without /proc nothing tells what may be given back
	}
	defer maps.Close()
	program, err := os.Executable()
	if err != nil {
		return
	}
	for _, p := range unchanged(maps, program) {
		if _, _, fault := unix.Syscall(unix.SYS_MADVISE, p.from, p.to-p.from, unix.MADV_DONTNEED); fault != 0 {
			slog.Debug("a part of the program is kept in memory", "error", fault)
		}
	}
}

// part is a range of addresses.
type part struct{ from, to uintptr }

// unchanged are the parts of a process (proc_pid_smaps(5)) that are as they stand in a file: nothing was written into them, and
// nothing may be. What is given back of others would be lost.
func unchanged(smaps io.Reader, file string) (parts []part) {
	var p part // whose lines are being read; empty: one to be kept
	lines := bufio.NewScanner(smaps)
	for lines.Scan() {
		line, begins, rights := lines.Text(), part{}, ""
		if n, _ := fmt.Sscanf(line, "%x-%x %s ", &begins.from, &begins.to, &rights); n == 3 {
			if p = begins; strings.Contains(rights, "w") || !strings.HasSuffix(line, " "+file) {
				p = part{}
			}
		} else if p != (part{}) && strings.Join(strings.Fields(line), " ") == "Anonymous: 0 kB" {
			parts = append(parts, p)
		}
	}
	return parts
}
