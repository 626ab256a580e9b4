package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// tick is the kernel's unit of processor time: USER_HZ is 100 on every Linux.
const tick = 10 * time.Millisecond

// How much of the machine others may take before what was measured proves nothing: a time of the clock, or a
// ratio of such times, whose sides suffer alike.
const (
	timeDisturbed  = 0.25
	ratioDisturbed = 0.75
)

// watch tells how much of the machine others used while something was measured.
type watch struct {
	began      time.Time
	busy, mine time.Duration
}

// startWatch begins; the servers are those under measurement, whose work is not a disturbance.
func startWatch(servers ...*server) (watch, error) {
	w := watch{began: time.Now()}
	var err error
	if w.busy, err = machineBusy(); err != nil {
		return w, err
	}
	w.mine, err = ownBusy(servers)
	return w, err
}

// fault says that others took more than a share of the machine; empty: they did not.
func (w watch) fault(share float64, servers ...*server) (string, error) {
	busy, err := machineBusy()
	if err != nil {
		return "", err
	}
	mine, err := ownBusy(servers)
	if err != nil {
		return "", err
	}
	others := (busy - w.busy) - (mine - w.mine)
	taken := others.Seconds() / (time.Since(w.began).Seconds() * float64(runtime.NumCPU()))
	if taken > share {
		return fmt.Sprintf("others used %.0f %% of the machine", 100*taken), nil
	}
	return "", nil
}

// machineBusy is what all processors have worked since the machine started, the time stolen from it included.
func machineBusy() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	fields := strings.Fields(line) // cpu user nice system idle iowait irq softirq steal guest guest_nice
	if len(fields) < 9 {
		return 0, fmt.Errorf("unexpected /proc/stat: %q", line)
	}
	total := time.Duration(0)
	for _, i := range []int{1, 2, 3, 6, 7, 8} {
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, err
		}
		total += time.Duration(n) * tick
	}
	return total, nil
}

func ownBusy(servers []*server) (time.Duration, error) {
	total, err := processorTime(os.Getpid())
	for _, s := range servers {
		t, e := s.processorTime()
		if e != nil {
			return 0, e
		}
		total += t
	}
	return total, err
}

// processorTime is what a process has worked so far, in user and kernel mode, to the nanosecond: /proc knows hundredths of a second, a
// tenth of what a small room costs.
func processorTime(pid int) (time.Duration, error) {
	const scheduled = 2 // CPUCLOCK_SCHED; see clock_getcpuclockid(3)
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &t); err != nil {
		return 0, fmt.Errorf("processor time of %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// worked is what this process has worked so far, to the microsecond.
func worked() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}

// residentMemory is how much memory a process holds, in bytes.
func residentMemory(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, fmt.Errorf("no VmRSS of process %d", pid)
}
