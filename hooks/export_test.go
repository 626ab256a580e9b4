package hooks

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/jobs"
)

// SendMail sends a mail as the queue does.
func SendMail(ctx context.Context, app core.App, m accounts.Mail) error {
	m.ID = "id"
	payload, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return sendMail(ctx, app, payload)
}

// Deliver works through the mails that are due.
func Deliver(ctx context.Context, app core.App) error {
	q := jobs.New(app)
	q.Register(accounts.MailKind, sendMail)
	return q.Drain(ctx)
}
