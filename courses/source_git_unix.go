//go:build unix

package courses

import (
	"os/exec"
	"syscall"
)

// endTogether lets the end of a command be the end of the programs that it started, too.
func endTogether(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}
