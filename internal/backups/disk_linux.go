package backups

import (
	"os"

	"golang.org/x/sys/unix"
)

// flowing is a file whose bytes are on their way to the disk while more are written, so that the end need not wait
// for all of them. What has arrived leaves the memory: a backup is not read again, and the academy needs its cache.
type flowing struct {
	file          *os.File
	written, sent int64
}

const stretch = 16 << 20

func (f *flowing) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	f.written += int64(n)
	for ; f.written-f.sent >= stretch; f.sent += stretch {
		// Hints only: Sync decides what is safe.
		fd := int(f.file.Fd())
		_ = unix.SyncFileRange(fd, f.sent, stretch, unix.SYNC_FILE_RANGE_WRITE)
		if before := f.sent - 2*stretch; before >= 0 {
			_ = unix.SyncFileRange(fd, before, stretch, unix.SYNC_FILE_RANGE_WAIT_BEFORE|unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
			_ = unix.Fadvise(fd, before, stretch, unix.FADV_DONTNEED)
		}
	}
	return n, err
}

// exchange swaps two folders in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}
