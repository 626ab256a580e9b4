package backups

import (
	"fmt"
	"path/filepath"
)

// What the program holds in a data folder while it works there.
const (
	serveLock  = "serve.lock"
	backupLock = "backup.lock"
)

// Hold marks a data folder as served, until release or until the process ends. It returns ErrServed where another
// process serves it.
func Hold(dir string) (release func(), err error) {
	release, err = lock(filepath.Join(dir, serveLock), ErrServed)
	if err != nil {
		return nil, fmt.Errorf("hold %s: %w", dir, err)
	}
	return release, nil
}

// holdBackup lets one backup of an academy be made at a time, by whichever process.
func holdBackup(dir string) (release func(), err error) {
	return lock(filepath.Join(dir, backupLock), ErrUnderway)
}
