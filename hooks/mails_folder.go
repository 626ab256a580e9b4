package hooks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aula/internal/post"
)

// writeMail keeps a letter as a file that mail programs open: TIME-ID.eml. A letter that is sent again after a
// crash replaces itself, because its name ends with its Message-ID's.
func writeMail(dir string, l post.Letter) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make mail folder: %w", err)
	}
	now := time.Now()
	content, err := l.Bytes(now)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	local, _, _ := strings.Cut(l.ID, "@")
	old, err := filepath.Glob(filepath.Join(dir, "*-"+local+".eml"))
	if err != nil {
		return err
	}
	name := filepath.Join(dir, now.UTC().Format("20060102T150405.000")+"-"+local+".eml")
	if len(old) > 0 {
		name = old[0]
	}
	if err := os.WriteFile(name+".new", content, 0o600); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return os.Rename(name+".new", name)
}
