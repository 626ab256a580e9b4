package hooks

import (
	"context"
	"log/slog"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cast"

	"aula/internal/journal"
)

// mostLogs is how many entries stay at most, some 30 MB; PocketBase forgets them after days, whatever their number.
const mostLogs = 50_000

// bindLogs cleans what is about to be written down, tells it to the operator's terminal, and bounds what stays.
func bindLogs(app core.App, terminal *slog.Logger) {
	app.OnModelCreate(core.LogsTableName).BindFunc(func(e *core.ModelEvent) error {
		if entry, ok := e.Model.(*core.Log); ok {
			entry.Message, entry.Data = journal.Entry(entry.Message, entry.Data)
			tell(terminal, entry)
		}
		return e.Next()
	})
	app.Cron().MustAdd("aulaLogsBound", "7 * * * *", func() {
		if err := boundLogs(app, mostLogs); err != nil {
			app.Logger().Error("logs not bounded", "error", err)
		}
	})
}

// tell shows an entry. PocketBase calls a request that was refused an error; to an operator it is none.
func tell(terminal *slog.Logger, entry *core.Log) {
	if terminal == nil {
		return
	}
	level := slog.Level(entry.Level)
	if entry.Data["type"] == "request" && cast.ToInt(entry.Data["status"]) < 500 {
		level = slog.LevelInfo
	}
	attrs := make([]slog.Attr, 0, len(entry.Data))
	for name, value := range entry.Data {
		attrs = append(attrs, slog.Any(name, value))
	}
	terminal.LogAttrs(context.Background(), level, entry.Message, attrs...)
}

// boundLogs forgets the oldest entries beyond a number.
func boundLogs(app core.App, most int) error {
	_, err := app.AuxDB().NewQuery(
		"DELETE FROM {{_logs}} WHERE [[id]] IN (SELECT [[id]] FROM {{_logs}} ORDER BY [[created]] DESC LIMIT -1 OFFSET {:most})",
	).Bind(dbx.Params{"most": most}).Execute()
	return err
}
