package pages

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/certificates"
	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
	"aula/locales"
	"aula/organisations"
	"aula/quizzes"
	"aula/recordings"
	"aula/webinars"
)

// auditLine is an entry in words.
type auditLine struct {
	Seq     int64
	At      time.Time
	By      auditThing
	For     string // name of the organisation; empty: none
	As      *auditThing
	Act     string
	Kind    string
	On      auditThing
	Details []auditDetail
}

// auditThing is a person or a thing as it is called now. Who or what has gone is shown by its id.
type auditThing struct {
	Name    string
	ID      string // only where nobody knows a name any more
	Address string // of its page, if there is one that the reader may open
}

// String is the name, or the id of what has none any more.
func (t auditThing) String() string { return cmp.Or(t.Name, t.ID) }

type auditDetail struct{ Name, Value string }

// recordID is how PocketBase writes ids.
var recordID = regexp.MustCompile(`^[a-z0-9]{15}$`)

// auditNames looks names up, each once.
type auditNames struct {
	app   core.App
	user  *core.Record // who reads
	l     *locales.Locale
	known map[audit.Object]auditThing
}

func newAuditNames(e *core.RequestEvent, l *locales.Locale) *auditNames {
	return &auditNames{e.App, e.Auth, l, map[audit.Object]auditThing{}}
}

func (n *auditNames) line(k audit.Kept) auditLine {
	line := auditLine{Seq: k.Seq, At: k.At, By: n.who(k.By), Act: n.l.T("audit.act." + string(k.Act)), Kind: n.l.T("audit.kind." + string(k.On.Kind)),
		On: n.of(k.On), Details: n.details(k)}
	if k.For != "" {
		line.For = n.of(audit.Object{Kind: audit.Organisation, ID: k.For}).Name
	}
	if k.As != "" {
		as := n.who(k.As)
		line.As = &as
	}
	if row := k.Details["row"]; k.Act == audit.AttendanceCorrected && line.On.Address != "" {
		line.On.Address += "/register/" + row
	}
	return line
}

func (n *auditNames) who(id string) auditThing {
	if id == audit.System || id == audit.Operator {
		return auditThing{Name: n.l.T("audit.by_" + id)}
	}
	return n.of(audit.Object{Kind: audit.Person, ID: id})
}

func (n *auditNames) of(o audit.Object) auditThing {
	if thing, known := n.known[o]; known {
		return thing
	}
	thing := auditThing{}
	if o.ID == "" {
		thing = n.only(o.Kind)
	} else {
		thing = n.find(o)
	}
	switch {
	case thing.Name != "" || o.ID == "":
	case o.Kind == audit.Person:
		thing = auditThing{Name: n.l.T("manage.gone"), ID: o.ID}
	default:
		thing.ID = o.ID
	}
	n.known[o] = thing
	return thing
}

// only is what there is one of.
func (n *auditNames) only(kind audit.Kind) (thing auditThing) {
	switch {
	case kind == audit.Centre && accounts.Allowed(n.user, accounts.ManageCentre):
		thing.Address = "/manage/centre"
	case kind == audit.Backup && accounts.Allowed(n.user, accounts.ManageBackups):
		thing.Address = "/manage/backups"
	}
	return thing
}

// find finds a thing by its id. What is not found is nameless: the entry outlives it.
func (n *auditNames) find(o audit.Object) (thing auditThing) {
	switch o.Kind {
	case audit.Person:
		return n.person(o.ID)
	case audit.Organisation:
		return n.organisation(o.ID)
	case audit.Certificate:
		if c, err := certificates.FindByID(n.app, o.ID); err == nil {
			thing = auditThing{Name: c.Number(), Address: "/manage/certificates/" + o.ID}
		}
	case audit.Course:
		if c, err := courses.FindByID(n.app, o.ID); err == nil {
			thing = auditThing{Name: c.Title(), Address: managedAddress(c)}
		}
	case audit.Quiz:
		return n.quiz(o.ID)
	case audit.Attempt:
		if a, err := quizzes.FindAnyAttempt(n.app, o.ID); err == nil {
			if thing = n.of(audit.Object{Kind: audit.Quiz, ID: a.Quiz()}); thing.Address != "" {
				thing.Address += "/attempts/" + o.ID
			}
		}
	case audit.Card:
		if c, err := classes.FindCard(n.app, o.ID); err == nil {
			thing = auditThing{Name: classes.CodeInGroups(c.Code()), Address: classes.CardsAddress(c.Edition())}
		}
	case audit.Provider:
		if p, err := federation.FindOIDC(n.app, o.ID); err == nil {
			thing.Name = p.Name()
			if accounts.Allowed(n.user, accounts.ManageSignIn) {
				thing.Address = signInAddress + "/" + o.ID
			}
		}
	case audit.Webinar:
		if w, err := webinars.Find(n.app, o.ID); err == nil {
			thing = auditThing{Name: w.Title(), Address: "/manage/webinars/" + o.ID}
		}
	case audit.Recording:
		if r, err := recordings.Find(n.app, o.ID); err == nil {
			if thing = n.of(audit.Object{Kind: audit.Webinar, ID: r.Webinar()}); thing.Address != "" {
				thing.Address += "/recordings/" + o.ID
			}
		}
	}
	return thing
}

func (n *auditNames) person(id string) (thing auditThing) {
	p, err := accounts.Find(n.app, id)
	if err != nil {
		return thing
	}
	thing.Name = p.Name()
	if accounts.Allowed(n.user, accounts.ManageRoles) {
		thing.Address = "/manage/people/" + id
	}
	return thing
}

func (n *auditNames) organisation(id string) (thing auditThing) {
	o, err := organisations.Find(n.app, id)
	if err != nil {
		return thing
	}
	thing.Name = o.Name()
	if accounts.Allowed(n.user, accounts.ManageOrganisations) {
		thing.Address = managedOrganisations + "/" + o.IPA()
	}
	return thing
}

func (n *auditNames) quiz(id string) (thing auditThing) {
	q, err := quizzes.Find(n.app, id)
	if err != nil {
		return thing
	}
	thing.Name = q.Title()
	if c, err := courses.FindByID(n.app, q.Course()); err == nil {
		thing.Address = managedQuizAddress(c, q)
	}
	return thing
}

// auditDetailsShown are the details that say something to people, in this order. A file has all of them.
var auditDetailsShown = []string{"from", "to", "part", "what", "organisation", "person", "role", "people", "until", "reason", "how", "added", "changed", "course", "time_percent", "tries", "minutes", "state", "revision", "slug"}

func (n *auditNames) details(k audit.Kept) (list []auditDetail) {
	for _, key := range auditDetailsShown {
		value := k.Details[key]
		switch {
		case value == "":
			continue
		case key == "from", key == "to": // of a role
			value = n.inWords("role.", value)
		case key == "what":
			value = n.inWords("audit.what_", value)
		case key == "part":
			value = n.inWords("audit.part_", value)
		case key == "state":
			value = n.inWords("state.", value)
		case key == "reason" && k.Act == audit.LookBegan:
			value = n.inWords("look.reason_", value)
		case key == "how":
			value = n.inWords("audit.how_", value)
		case key == "reason":
			value = n.inWords("factor.reason_", value)
		case key == "role":
			value = n.inWords("member_role.", value)
		case key == "person":
			value = n.who(value).String()
		case key == "course":
			value = n.of(audit.Object{Kind: audit.Course, ID: value}).String()
		case key == "organisation":
			value = n.of(audit.Object{Kind: audit.Organisation, ID: value}).String()
		}
		list = append(list, auditDetail{n.l.T("audit.detail_" + key), value})
	}
	return list
}

// inWords is a value in the reader's words, or as it is where there are none.
func (n *auditNames) inWords(prefix, value string) string {
	if key := prefix + strings.ReplaceAll(value, "-", "_"); n.l.Has(key) {
		return n.l.T(key)
	}
	return value
}
