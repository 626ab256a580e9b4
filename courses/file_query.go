package courses

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// StoredFile is a file of a course as its author wrote it.
type StoredFile struct{ core.BaseRecordProxy }

func (f *StoredFile) Path() string      { return f.GetString("path") } // within the course's folder
func (f *StoredFile) SHA256() string    { return f.GetString("sha256") }
func (f *StoredFile) MediaType() string { return f.GetString("media_type") }
func (f *StoredFile) Size() int         { return f.GetInt("size") }

// Stored is where the content is within the app's files.
func (f *StoredFile) Stored() string { return f.BaseFilesPath() + "/" + f.GetString("file") }

// FindStoredFile returns a file of the course by its path, or ErrNotFound.
func FindStoredFile(app core.App, course, path string) (*StoredFile, error) {
	r := &core.Record{}
	err := app.RecordQuery("course_files").AndWhere(dbx.HashExp{"course": course, "path": path}).Limit(1).One(r)
	if err != nil {
		return nil, absent(err, ErrNotFound, "file of course %s", course)
	}
	f := &StoredFile{}
	f.SetProxyRecord(r)
	return f, nil
}
