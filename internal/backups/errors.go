package backups

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Decisions that whoever asks for a copy or brings one back can take.
var (
	ErrNoAcademy   = errors.New("folder holds no academy")
	ErrSource      = errors.New("academy's files cannot be read")
	ErrUnderway    = errors.New("another backup of this academy is under way")
	ErrBusy        = errors.New("database did not come to rest")
	ErrPlace       = errors.New("not a destination")            // neither a folder nor an S3 address that is whole
	ErrNoPlace     = fmt.Errorf("%w: none was named", ErrPlace) // an ErrPlace as well
	ErrAway        = errors.New("destination is away")          // unmounted, unplugged, unreachable
	ErrRefused     = errors.New("destination takes no files")   // read-only, or not ours to write
	ErrFull        = errors.New("no space left")                // at the destination, or where a copy is spooled
	ErrNotFound    = errors.New("no such backup")               //
	ErrMany        = errors.New("backups of several academies") // and nobody said which
	ErrNotBackup   = errors.New("not a backup")                 //
	ErrCut         = errors.New("backup is cut")                // its end is missing
	ErrDamaged     = errors.New("backup is damaged")            // what it holds is not what it says
	ErrFormat      = errors.New("backup of a later format")     // made by a program that we do not know yet
	ErrNewer       = errors.New("schema is newer than the program")
	ErrSealed      = errors.New("backup is sealed and no key was given")
	ErrWrongKey    = errors.New("key does not open the backup")
	ErrKeyFile     = errors.New("key cannot be used") // unreadable, empty, of an unknown kind, or too short
	ErrOccupied    = errors.New("folder is not empty")
	ErrMounted     = errors.New("folder is a disk of its own") // which takes no other folder's place
	ErrServed      = errors.New("academy is being served")
	ErrInterrupted = errors.New("backup was interrupted")
)

// codes are the stable names under which failures are kept and told: a text each, below "backup.problem.".
var codes = []struct {
	err  error
	code string
}{
	{ErrNoAcademy, "no_academy"}, {ErrSource, "source"}, {ErrUnderway, "underway"}, {ErrBusy, "busy"}, {ErrNoPlace, "no_place"}, {ErrPlace, "place"}, {ErrAway, "away"},
	{ErrRefused, "refused"}, {ErrFull, "full"}, {ErrNotFound, "not_found"}, {ErrMany, "many"}, {ErrNotBackup, "not_backup"},
	{ErrCut, "cut"}, {ErrDamaged, "damaged"}, {ErrFormat, "format"}, {ErrNewer, "newer"}, {ErrSealed, "sealed"},
	{ErrWrongKey, "wrong_key"}, {ErrKeyFile, "key_file"}, {ErrOccupied, "occupied"}, {ErrMounted, "mounted"}, {ErrServed, "served"},
	{ErrInterrupted, "interrupted"},
}

// Code is the stable name of what went wrong; "other" is something that nobody foresaw.
func Code(err error) string {
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return "other"
}

// Codes are all names that Code may return, but "other".
func Codes() (names []string) {
	for _, c := range codes {
		names = append(names, c.code)
	}
	return names
}

// placed says in our words what the system says about a file at the destination.
func placed(err error) error {
	if err == nil || errors.Is(err, ErrSource) {
		return err
	}
	for _, row := range []struct{ system, ours error }{
		{syscall.ENOSPC, ErrFull}, {syscall.EDQUOT, ErrFull}, {syscall.EFBIG, ErrFull},
		{syscall.EBUSY, ErrMounted}, {syscall.EXDEV, ErrMounted}, {syscall.EROFS, ErrRefused}, {fs.ErrPermission, ErrRefused},
		{fs.ErrNotExist, ErrAway}, {syscall.ENOTDIR, ErrAway}, {syscall.EIO, ErrAway}, {syscall.ESTALE, ErrAway}, {syscall.ENOTCONN, ErrAway},
	} {
		if errors.Is(err, row.system) {
			return errors.Join(row.ours, err)
		}
	}
	return err
}

// unnoted says in our words why a backup cannot be written down: the academy's own disk may be full.
func unnoted(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_FULL {
		err = errors.Join(ErrFull, err)
	}
	return fmt.Errorf("note backup: %w", err)
}
