package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/locales"
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
	WithdrawnBy    string    // empty: not known any more
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
	l, names := s.locale(e), map[string]string{}
	rows, err := classes.PresencesAt(e.App, m.Id)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		for _, user := range []string{p.User(), p.By(), p.WithdrawnBy()} {
			if _, known := names[user]; known {
				continue
			}
			if names[user], err = rollName(e.App, l, user); err != nil {
				return nil, err
			}
		}
		entry := classEntry{User: p.User(), Name: names[p.User()], Channel: string(p.Channel()), Hours: hoursIn(l, p.From(), p.Until()), Absent: p.From().Equal(p.Until()),
			By: names[p.By()], Reason: p.Reason(), Written: p.Created(), Withdrawn: p.Withdrawn(), WithdrawnBy: names[p.WithdrawnBy()]}
		if p.Channel() == classes.InTheRoom { // its webinar says so, and says anew what it says
			entry.By, entry.WithdrawnBy = l.T("class.academy"), l.T("class.academy")
		}
		list = append(list, entry)
	}
	return list, nil
}

// rollName is how a register calls somebody, and who wrote in it; empty for nobody.
func rollName(app core.App, l *locales.Locale, user string) (string, error) {
	if user == "" {
		return "", nil
	}
	p, err := accounts.Find(app, user)
	if errors.Is(err, accounts.ErrNoPerson) {
		return l.T("webinar.erased"), nil
	}
	if err != nil {
		return "", err
	}
	return classes.RollName(p), nil
}
