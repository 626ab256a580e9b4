package hooks

import (
	"errors"
	"strings"
	"syscall"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// bindFullDisk lets PocketBase's own routes say that the disk is full: they would say that the request is wrong.
func bindFullDisk(app core.App) {
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.Router.Bind(&hook.Handler[*core.RequestEvent]{
			Id: "aulaFullDisk", Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 2, // who asks, and in what language, is known
			Func: func(e *core.RequestEvent) error {
				err := e.Next()
				if err == nil || !strings.HasPrefix(e.Request.URL.Path, "/api/") || !diskIsFull(err) {
					return err
				}
				e.App.Logger().Error("request failed", "path", e.Request.URL.Path, "error", err)
				status, key := Describe(err)
				return inWords(e, status, key)
			},
		})
		return se.Next()
	})
}

// diskIsFull tells whether something was not written because the disk takes nothing more. What was written before stays,
// what is read goes on, and when there is space again so does the rest, without a restart.
func diskIsFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	var api *router.ApiError
	if errors.As(err, &api) { // it keeps its cause to itself
		cause, ok := api.RawData().(error)
		return ok && diskIsFull(cause)
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE: // the second: the index of the journal cannot grow
		return true
	}
	return false
}
