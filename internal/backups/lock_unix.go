//go:build unix

package backups

import (
	"errors"
	"os"
	"syscall"
)

// lock takes a file for this process, as long as it lives; the system gives it free when the process ends, however it
// ends. It returns taken where another process, or another part of this one, has it.
func lock(path string, taken error) (release func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, taken
		}
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}
