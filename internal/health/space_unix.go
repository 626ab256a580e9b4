//go:build linux || darwin

package health

import "syscall"

// FreeSpace is how many bytes the folder's disk still takes.
func FreeSpace(dir string) (bytes uint64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
