package pages

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/documents"
)

const (
	sheetStay    = 15 * time.Minute
	sheetsAtMost = 100
)

// errNoSheet says that a sheet of cards is no longer held: its PINs are known to nobody but who has printed them.
var errNoSheet = errors.New("sheet of cards is no longer held")

// heldSheet is a sheet that waits to be printed. PINs are in no database: they are here for some minutes, and then nowhere.
type heldSheet struct {
	user, edition string
	cards         []classes.NewCard
	until         time.Time
}

// sheetDesk holds sheets of cards until they are printed. It is safe for concurrent use.
type sheetDesk struct {
	mu     sync.Mutex // guards sheets
	sheets map[string]heldSheet
}

// hold returns the handle by which its maker finds the sheet.
func (d *sheetDesk) hold(sheet heldSheet, now time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sheets == nil || len(d.sheets) >= sheetsAtMost {
		d.sheets = map[string]heldSheet{}
	}
	for handle, held := range d.sheets {
		if now.After(held.until) {
			delete(d.sheets, handle)
		}
	}
	handle := rand.Text()
	sheet.until = now.Add(sheetStay)
	d.sheets[handle] = sheet
	return handle
}

func (d *sheetDesk) find(handle, user, edition string, now time.Time) (heldSheet, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	held, ok := d.sheets[handle]
	if !ok || held.user != user || held.edition != edition || now.After(held.until) {
		return heldSheet{}, errNoSheet
	}
	return held, nil
}

// printCards sends the sheet as a PDF.
func (s *site) printCards(e *core.RequestEvent) error {
	edition, err := s.heldClass(e)
	if err != nil {
		return err
	}
	held, err := s.cardSheets.find(e.Request.PathValue("sheet"), person(e).Id, edition.Id, accounts.DoorkeeperOf(e.App).Now())
	if err != nil {
		return back(e, withSaid(classes.CardsAddress(edition.Id), "cards_sheet_gone"))
	}
	course, err := courseOf(e.App, edition)
	if err != nil {
		return err
	}
	home := s.home(e)
	sheet := documents.Cards{
		Body: s.newFrame(e, "").Centre.Name, Course: course.Title(), Until: edition.Until(), Made: held.until.Add(-sheetStay),
		Page: strings.TrimPrefix(strings.TrimPrefix(home, "https://"), "http://") + accounts.CardPath,
	}
	for _, c := range held.cards {
		pin := c.PIN[:2] + " " + c.PIN[2:]
		sheet.List = append(sheet.List, documents.PrintedCard{
			Number: c.Number(), Name: c.Name, Code: classes.CodeInGroups(c.Code()), PIN: pin, Address: home + accounts.CardPath + "/q/" + c.Secret,
		})
	}
	file, err := documents.DrawCards(s.locale(e).Tag(), sheet)
	if err != nil {
		return err
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `inline; filename="carte.pdf"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	return e.Blob(http.StatusOK, "application/pdf", file)
}
