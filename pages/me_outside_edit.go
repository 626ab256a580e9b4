package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/calendar"
)

// editOutside shows what the reader filed: to change it while it waits, to read what became of it afterwards.
func (s *site) editOutside(e *core.RequestEvent) error {
	o, err := ownOutside(e)
	if err != nil {
		return err
	}
	return s.renderOutside(e, http.StatusOK, &outsideView{Form: filedAs(o), Filed: o})
}

// filedAs is the form with what was filed.
func filedAs(o *hours.Filed) *form {
	compulsory := ""
	if o.Compulsory() {
		compulsory = "yes"
	}
	return filled("title", o.Title(), "holder", o.Holder(), "from", calendar.FormatDay(o.From()), "until", calendar.FormatDay(o.Until()),
		"minutes", clocked(o.Minutes()), "area", string(o.Area()), "compulsory", compulsory, "revision", strconv.Itoa(o.Revision()))
}

// clocked writes minutes so that they are read as they were meant: "1:30".
func clocked(minutes int) string {
	return strconv.Itoa(minutes/60) + ":" + strconv.Itoa(minutes%60/10) + strconv.Itoa(minutes%10)
}

// ownOutside is what the address names, if the reader filed it.
func ownOutside(e *core.RequestEvent) (*hours.Filed, error) {
	user, err := signedIn(e)
	if err != nil {
		return nil, err
	}
	return hours.FindOutsideOf(e.App, user.Id, e.Request.PathValue("outside"))
}

func (s *site) refileOutside(e *core.RequestEvent) error {
	o, err := ownOutside(e)
	if err != nil {
		return err
	}
	v := &outsideView{Form: typed(e, "title", "holder", "from", "until", "minutes", "area", "compulsory", "revision"), Filed: o}
	f := readFiling(s.locale(e), v.Form, o.User())
	name, document, err := sentDocument(e)
	if err != nil {
		return err
	}
	revision, _ := strconv.Atoi(v.Form.Value("revision")) // nought is none
	if _, err = hours.Refile(e.App, o.Id, revision, f, name, document, time.Now()); err != nil {
		if v.Filed, _ = hours.FindOutsideOf(e.App, o.User(), o.Id); v.Filed == nil {
			return hours.ErrNoOutside
		}
		return s.refuseOutside(e, v, err)
	}
	return back(e, withSaid(myHoursIn(f.Until), "outside_changed"))
}

func (s *site) withdrawOutside(e *core.RequestEvent) error {
	o, err := ownOutside(e)
	if err != nil {
		return err
	}
	if err := hours.Withdraw(e.App, o.User(), o.Id); err != nil {
		return err
	}
	return back(e, withSaid(myHoursIn(o.Until()), "outside_withdrawn"))
}

func (s *site) sendOwnDocument(e *core.RequestEvent) error {
	o, err := ownOutside(e)
	if err != nil {
		return err
	}
	return sendDocument(e, o)
}

// sendDocument gives a document to look at or to save, never to run.
func sendDocument(e *core.RequestEvent, o *hours.Filed) error {
	storage, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer storage.Close()
	d := o.Document()
	content, err := storage.GetReader(d.Stored())
	if err != nil {
		return err
	}
	defer content.Close()
	how := "attachment"
	if d.IsPicture() && !e.Request.URL.Query().Has("download") {
		how = "inline"
	}
	h := e.Response.Header()
	h.Set("Content-Type", d.Media)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Disposition", how+"; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(d.Name), "+", "%20"))
	http.ServeContent(e.Response, e.Request, "", content.ModTime(), content)
	return nil
}
