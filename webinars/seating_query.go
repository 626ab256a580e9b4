package webinars

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// What giving a seat, and telling of it, needs of a webinar, how many of its seats are taken if they are counted, and the registration of
// who asks for one, by an index that holds people or guests only.
const (
	seatOf = `SELECT w.title, w.start, w.minutes, w.zone, w.seats, w.audience, w.course, w.state, coalesce(r.id, ''),
		CASE WHEN w.seats > 0 THEN (SELECT count(*) FROM webinar_registrations t WHERE t.webinar = w.id AND t.state = 'registered') ELSE 0 END
		FROM webinars w LEFT JOIN webinar_registrations r ON r.webinar = w.id AND `
	personIn = seatOf + `r.user = ? AND r.user != '' WHERE w.id = ?`
	guestIn  = seatOf + `r.email = ? AND r.email != '' WHERE w.id = ?`
)

// findForSeat is Find without what nobody asks of when giving a seat: prose, people, the room. It is not to be saved. own is the id of the
// applicant's registration, a cancelled one too, empty if there is none; taken is how many seats are, 0 where they are not counted.
func findForSeat(tx core.App, id string, a Applicant) (w *Webinar, own string, taken int, err error) {
	query, who := personIn, a.User
	if who == "" {
		query, who = guestIn, a.Email
	}
	c, err := tx.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, "", 0, err
	}
	var title, start, zone, audience, course, state string
	var minutes, seats int
	err = database.Row(tx.ConcurrentDB(), query, []any{who, id}, &title, &start, &minutes, &zone, &seats, &audience, &course, &state, &own, &taken)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", 0, ErrNotFound
	}
	if err != nil {
		return nil, "", 0, fmt.Errorf("find webinar %s: %w", id, err)
	}
	w = Of(core.NewRecord(c))
	w.Id = id
	for name, value := range map[string]any{"title": title, "start": start, "minutes": minutes, "zone": zone, "seats": seats,
		"audience": audience, "course": course, "state": state} {
		w.Set(name, value)
	}
	return w, own, taken, nil
}

func newRegistration(tx core.App, webinar, user string) (*Registration, error) {
	c, err := tx.FindCachedCollectionByNameOrId(Registrations)
	if err != nil {
		return nil, err
	}
	r := RegistrationOf(core.NewRecord(c))
	r.Set("webinar", webinar)
	r.Set("user", user)
	r.Set("version", 1)
	return r, nil
}

const insertRegistration = `INSERT INTO webinar_registrations (id, webinar, user, name, email, locale, state, asked, remind, news, version, created, updated)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// create writes a new registration. Who listens to their creation hears of it as of any other; only PocketBase's own checks are spared,
// because every field is ours.
func create(tx core.App, r *Registration) error {
	r.Id = database.NextID()
	e := &core.RecordEvent{App: tx, Context: context.Background(), Type: core.ModelEventTypeCreate}
	e.Record = r.ProxyRecord()
	return tx.OnRecordCreate().Trigger(e, func(*core.RecordEvent) error {
		now := types.NowDateTime()
		r.SetRaw("created", now)
		r.SetRaw("updated", now)
		_, err := database.Execute(tx.NonconcurrentDB(), insertRegistration, r.Id, r.Webinar(), r.User(), r.Name(), r.Email(), r.Locale(),
			string(r.State()), r.GetDateTime("asked").String(), r.Remind(), r.News(), r.Version(), now.String(), now.String())
		if err != nil {
			return err
		}
		return r.ProxyRecord().PostScan() // it is new no more, and what it is from here on is compared with this
	})
}
