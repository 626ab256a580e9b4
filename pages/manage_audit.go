package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/locales"
)

// auditView is a page of the audit log.
type auditView struct {
	manageFrame
	Check    audit.Check
	Lines    []auditLine
	Form     *form
	Acts     []auditChoice
	Kinds    []auditChoice
	Narrowed bool
	Named    []string // whom the name that was typed fits, where it is more than one
	Newest   string   // addresses; empty where there is nothing
	Older    string
	CSV      string
}

// auditChoice is a row of a list to choose from.
type auditChoice struct{ Value, Title string }

const auditAddress = "/manage/audit"

// auditFields are what the list is narrowed by, all of them in the address.
var auditFields = []string{"act", "kind", "object", "who", "from", "to"}

func (s *site) bindAudit(root *router.RouterGroup[*core.RequestEvent]) {
	for path, show := range map[string]func(*core.RequestEvent) error{"": s.listAudit, ".csv": s.exportAudit} {
		root.GET(auditAddress+path, show).BindFunc(s.managersOnly, s.allowedOnly(accounts.SeeAudit))
	}
}

func (s *site) listAudit(e *core.RequestEvent) error {
	l, q := s.locale(e), e.Request.URL.Query()
	view := auditView{manageFrame: s.newManageFrame(e, l.T("audit.title"), auditAddress, Crumb{Title: l.T("audit.title")})}
	var err error
	if view.Check, err = audit.LastCheck(e.App); err != nil {
		return err
	}
	filter, found, err := view.read(e.App, l, q)
	if err != nil {
		return err
	}
	if found {
		list, more, err := audit.List(e.App, filter)
		if err != nil {
			return err
		}
		if more {
			view.Older = auditPage(q, list[len(list)-1].Seq)
		}
		names := newAuditNames(e, l)
		for _, k := range list {
			view.Lines = append(view.Lines, names.line(k))
		}
	}
	if filter.Before > 0 {
		view.Newest = auditPage(q, 0)
	}
	view.offer(l)
	view.CSV = strings.Replace(auditPage(q, 0), auditAddress, auditAddress+".csv", 1)
	return s.render(e, http.StatusOK, "manage_audit", &view)
}

// auditPage is the address of the entries before one; 0: of the newest.
func auditPage(q url.Values, before int64) string {
	kept := url.Values{}
	for _, name := range auditFields {
		if v := q.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if before > 0 {
		kept.Set("before", strconv.FormatInt(before, 10))
	}
	if len(kept) == 0 {
		return auditAddress
	}
	return auditAddress + "?" + kept.Encode()
}

// read is what the address asks for, and whether anything can be found by it: nothing by a name that nobody has or a day that is none.
func (v *auditView) read(app core.App, l *locales.Locale, q url.Values) (f audit.Filter, found bool, err error) {
	v.Form = filled()
	v.Form.named = map[string]string{"who": "audit.person", "from": "audit.from", "to": "audit.to"}
	for _, name := range auditFields {
		v.Form.values[name] = strings.TrimSpace(q.Get(name))
		v.Narrowed = v.Narrowed || v.Form.values[name] != ""
	}
	f = audit.Filter{Act: audit.Act(v.Form.Value("act")), Kind: audit.Kind(v.Form.Value("kind")), Object: v.Form.Value("object")}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	f.From = v.Form.day(l, "from")
	if f.Until = v.Form.day(l, "to"); !f.Until.IsZero() {
		f.Until = calendar.AddDays(f.Until, 1)
	}
	if who := v.Form.Value("who"); who != "" {
		if f.People, err = v.whoIs(app, l, who); err != nil {
			return f, false, err
		}
		if len(f.People) == 0 {
			v.Form.say(l, "who", l.T("audit.nobody"))
		}
	}
	return f, !v.Form.Wrong(), nil
}

// day reads a day of a field; zero: none was typed, or it is none, which is said.
func (f *form) day(l *locales.Locale, field string) time.Time {
	text := f.Value(field)
	if text == "" {
		return time.Time{}
	}
	day, err := calendar.ParseDay(text)
	if err != nil {
		f.say(l, field, l.T("audit.no_day"))
	}
	return day
}

// whoIs are the ids of whom somebody means by an id, by words of a name, or by what the list calls the program and its operator. Who
// has gone has no name, but still an id.
func (v *auditView) whoIs(app core.App, l *locales.Locale, who string) (ids []string, err error) {
	for _, nobody := range []string{audit.System, audit.Operator} {
		if strings.EqualFold(who, nobody) || strings.EqualFold(who, l.T("audit.by_"+nobody)) {
			return []string{nobody}, nil
		}
	}
	people, _, err := accounts.List(app, accounts.PeopleFilter{Words: who})
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		ids = append(ids, p.Id)
		v.Named = append(v.Named, p.Name())
	}
	if len(ids) < 2 {
		v.Named = nil
	}
	if len(ids) == 0 && recordID.MatchString(who) {
		ids = []string{who}
	}
	return ids, nil
}

// offer fills the lists to choose from, in the order of their words.
func (v *auditView) offer(l *locales.Locale) {
	for _, a := range audit.Acts {
		v.Acts = append(v.Acts, auditChoice{string(a), l.T("audit.act." + string(a))})
	}
	for _, k := range audit.Kinds {
		v.Kinds = append(v.Kinds, auditChoice{string(k), l.T("audit.kind." + string(k))})
	}
	for _, list := range [][]auditChoice{v.Acts, v.Kinds} {
		slices.SortFunc(list, func(a, b auditChoice) int { return strings.Compare(a.Title, b.Title) })
	}
}
