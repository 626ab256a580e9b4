package hooks

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/locales"
	"aula/organisations"
)

//go:embed mails_letter.html
var letterSource string

// Mail programs know no style sheets: this one page has its styles inline.
var letterTemplate = template.Must(template.New("letter").Parse(letterSource))

// letter is a mail about to be written in one language.
type letter struct {
	locale *locales.Locale
	centre *organisations.Centre
	home   string // public address
	texts  string // key above its texts: TEXTS.subject, .text and .button
	values map[string]string
	code   string // shown big, may be empty
	link   string // of the button, may be empty
	items  []letterItem
	foot   letterFoot
}

// letterFoot is how the reader ends such letters, for those that one can end.
type letterFoot struct {
	Why   string       // it comes to everybody concerned; empty: it was chosen
	Links []letterItem // Text is left empty
}

// letterItem is one thing of several that a letter tells.
type letterItem struct{ Text, Button, Link string }

// letterView is what the template shows.
type letterView struct {
	Lang, Subject, Greeting   string
	Before, After             []string     // paragraphs above and below code and button
	Items                     []letterItem // between them
	Code, Link, Button, Hint  string
	Centre, Home, HomeAddress string
	Footer                    string
	Foot                      letterFoot
}

// message writes the letter as plain text and as HTML.
func (x letter) message() (*mailer.Message, error) {
	v := x.view()
	var html bytes.Buffer
	if err := letterTemplate.Execute(&html, v); err != nil {
		return nil, err
	}
	return &mailer.Message{Subject: v.Subject, HTML: html.String(), Text: v.plain()}, nil
}

func (x letter) view() letterView {
	v := letterView{
		Lang: x.locale.Tag(), Subject: oneLine(x.say("subject")), Code: x.code, Items: x.items, Link: x.link,
		Centre: x.centreName(), HomeAddress: x.home, Footer: x.locale.T("mail.footer", "centre", x.centreName()), Foot: x.foot,
	}
	if name := x.values["name"]; name != "" {
		v.Greeting = x.locale.T("mail.greeting", "name", name)
	}
	paragraphs := strings.Split(strings.TrimSpace(x.say("text")), "\n\n")
	// A line of its own that says [*] is where code and button stand; without it they stand at the end.
	at := slices.Index(paragraphs, "[*]")
	if at < 0 {
		v.Before = paragraphs
	} else {
		v.Before, v.After = paragraphs[:at], paragraphs[at+1:]
	}
	if v.Link != "" {
		v.Button, v.Hint = x.say("button"), x.locale.T("mail.hint")
	}
	return v
}

func (x letter) centreName() string {
	if x.centre.Name != "" {
		return x.centre.Name
	}
	return x.locale.T("mail.academy")
}

func (x letter) say(part string) string {
	args := append(x.locale.Args(x.values), "centre", x.centreName(), "url", x.home)
	return x.locale.T(x.texts+"."+part, args...)
}

func (v letterView) plain() string {
	var parts []string
	if v.Greeting != "" {
		parts = append(parts, v.Greeting)
	}
	parts = append(parts, v.Before...)
	for _, i := range v.Items {
		parts = append(parts, "- "+i.Text+"\n  "+i.Button+": "+i.Link)
	}
	if v.Code != "" {
		parts = append(parts, "    "+v.Code)
	}
	if v.Link != "" {
		parts = append(parts, v.Button+":\n"+v.Link)
	}
	parts = append(parts, v.After...)
	parts = append(parts, "-- \n"+v.Centre+"\n"+v.HomeAddress+"\n\n"+v.Footer)
	if v.Foot.Why != "" {
		parts = append(parts, v.Foot.Why)
	}
	for _, l := range v.Foot.Links {
		parts = append(parts, l.Button+":\n"+l.Link)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
