package hooks

import (
	"cmp"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/locales"
	"aula/notifications"
	"aula/organisations"
)

// composeNotices writes the mail of one notice in full, or of several in a line each.
func composeNotices(app core.App, l notifications.Letter, p *accounts.Person, list []*notifications.Entry) (*mailer.Message, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	x := letter{locale: locales.For(p.Locale()), centre: centre, home: address(app, centre), values: map[string]string{}}
	if l.Digest == "" {
		x.one(list[0])
	} else {
		x.digest(l.Digest, list)
	}
	x.values["name"], x.values["email"] = cmp.Or(p.Given(), p.Name()), p.Email()
	message, err := x.message()
	if err != nil {
		return nil, err
	}
	direct(app, centre, message, p.Email(), l.ID)
	return message, nil
}

func (x *letter) one(e *notifications.Entry) {
	x.texts, x.values = "notice."+string(e.Kind()), e.Values()
	if e.Link() != "" {
		x.link = x.home + e.Link()
	}
}

func (x *letter) digest(way notifications.Way, list []*notifications.Entry) {
	x.texts = "notice.digest_" + string(way)
	x.values["count"] = strconv.Itoa(len(list))
	x.link = x.home + "/me/notifications"
	for _, e := range list {
		about := letter{locale: x.locale, centre: x.centre, home: x.home}
		about.one(e)
		x.items = append(x.items, letterItem{Text: oneLine(about.say("subject")), Button: about.say("button"), Link: about.link})
	}
}
