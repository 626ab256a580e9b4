package hooks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/locales"
	"aula/notifications"
	"aula/organisations"
	"aula/webinars"
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
		if err := x.inviteIn(app, list[0]); err != nil {
			return nil, err
		}
	} else {
		x.digest(l.Digest, list)
	}
	unsubscribe, err := x.addFoot(app, p.Id, list)
	if err != nil {
		return nil, err
	}
	x.values["name"], x.values["email"] = cmp.Or(p.Given(), p.Name()), p.Email()
	message, err := x.message()
	if err != nil {
		return nil, err
	}
	direct(app, centre, message, p.Email(), l.ID)
	if unsubscribe != "" { // RFC 8058: the mail program's own button
		message.Headers["List-Unsubscribe"] = "<" + unsubscribe + ">"
		message.Headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
	}
	return message, nil
}

// addFoot says below the letter how to end such letters. It returns the address that ends them all, empty where none can be ended.
func (x *letter) addFoot(app core.App, person string, list []*notifications.Entry) (unsubscribe string, err error) {
	var groups []notifications.Group
	for _, e := range list {
		g := e.Group()
		if notifications.Locked(g) {
			x.foot.Why = x.locale.T("notice.locked")
		} else if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	for _, g := range groups {
		token, err := notifications.Token(app, person, []notifications.Group{g})
		if err != nil {
			return "", err
		}
		end := x.locale.T("notice.end", "group", x.locale.T("notice.group."+string(g)))
		x.foot.Links = append(x.foot.Links, letterItem{Button: end, Link: x.home + notifications.UnsubscribePath + token})
	}
	x.foot.Links = append(x.foot.Links, letterItem{Button: x.locale.T("notice.choose"), Link: x.home + "/me/account/notifications"})
	if len(groups) == 0 {
		return "", nil
	}
	token, err := notifications.Token(app, person, groups)
	return x.home + notifications.UnsubscribePath + token, err
}

func (x *letter) one(e *notifications.Entry) {
	x.texts, x.values = "notice."+string(e.Kind()), e.Values()
	if e.Link() != "" {
		x.link = x.home + e.Link()
	}
}

// inviteIn makes the button of a notice about a webinar the joining link: it is made now, and kept nowhere.
func (x *letter) inviteIn(app core.App, e *notifications.Entry) error {
	id, is := strings.CutPrefix(e.About(), aboutRegistration)
	if !is {
		return nil
	}
	r, err := webinars.FindRegistration(app, id)
	if err != nil {
		return err
	}
	path, err := webinarLink(app, e.Kind(), r)
	if path != "" {
		x.link = x.home + path
	}
	return err
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
