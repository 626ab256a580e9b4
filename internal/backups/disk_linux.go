package backups

import (
	"os"

	"golang.org/x/sys/unix"
)

// flowing is a file whose bytes are on their way to the disk while more are written, so that the end need not wait
// for all of them.
type flowing struct {
	file          *os.File
	written, sent int64
}

const stretch = 16 << 20

func (f *flowing) Write(b []byte) (int, error) {
	n, err := f.file.Write(b)
	f.written += int64(n)
	if f.written-f.sent >= stretch {
		_ = unix.SyncFileRange(int(f.file.Fd()), f.sent, f.written-f.sent, unix.SYNC_FILE_RANGE_WRITE) // a hint; Sync decides
		f.sent = f.written
	}
	return n, err
}

// exchange swaps two folders in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}
