package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
)

// classEntry is something that was written into a register.
type classEntry struct {
	User, Name     string // empty name: the account was deleted
	Channel, Hours string
	Absent         bool // a correction that says so
	By             string
	Reason         string
	Written        time.Time
	Withdrawn      time.Time // zero: it holds
}

// classHistoryView is all that was ever written into a register.
type classHistoryView struct {
	classFrame
	Entries []classEntry
}

func (s *site) showClassHistory(e *core.RequestEvent) error {
	l := s.locale(e)
	frame, err := s.newClassFrame(e, l.T("class.history"), true)
	if err != nil {
		return err
	}
	view := classHistoryView{classFrame: frame}
	if view.Entries, err = s.classHistory(e, frame.session); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "class_history", &view)
}

// classHistory is what was written of the session, in the order in which it was.
func (s *site) classHistory(e *core.RequestEvent, m *classes.Session) (list []classEntry, err error) {
	l, names := s.locale(e), map[string]string{"": ""}
	name := func(user string) (string, error) {
		if known, is := names[user]; is {
			return known, nil
		}
		p, err := accounts.Find(e.App, user)
		if err != nil && !errors.Is(err, accounts.ErrNoPerson) {
			return "", err
		}
		if err == nil {
			names[user] = p.Name()
		}
		return names[user], nil
	}
	rows, err := classes.PresencesAt(e.App, m.Id)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		entry := classEntry{User: p.User(), Channel: string(p.Channel()), Hours: hoursIn(l, p.From(), p.Until()), Absent: p.From().Equal(p.Until()),
			Reason: p.Reason(), Written: p.Created(), Withdrawn: p.Withdrawn()}
		if entry.Name, err = name(p.User()); err != nil {
			return nil, err
		}
		if entry.By, err = name(p.By()); err != nil {
			return nil, err
		}
		list = append(list, entry)
	}
	return list, nil
}
