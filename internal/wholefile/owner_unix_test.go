//go:build unix

package wholefile_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"aula/internal/wholefile"
)

func TestWhatRootWritesBelongsToTheFoldersOwner(t *testing.T) {
	user, folder := uint32(os.Geteuid()), t.TempDir() // who is not root keeps what they write
	if user == 0 {
		user = 65532
		if err := os.Chown(folder, int(user), int(user)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "x.key")
	if err := wholefile.Make(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != user || user == 65532 && owner.Gid != user || info.Mode().Perm() != 0o600 {
		t.Errorf("belongs to %d:%d, %v", owner.Uid, owner.Gid, info.Mode())
	}
}
