package privacy

import (
	"errors"
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/markup"
)

// Decisions about notices.
var (
	ErrNoNotice   = errors.New("no such notice")
	ErrNoText     = errors.New("notice has no text, or too much of it")
	ErrNoticePast = errors.New("notice would hold from before the one that it follows")
)

// Notices is the collection of what people are told about their data, by the centre and by organisations. A version is never changed.
const Notices = "privacy_notices"

// longestNotice is how many bytes a notice has at most.
const longestNotice = 200_000

// Notice is a version of what somebody tells people about their data.
type Notice struct{ core.BaseRecordProxy }

func noticeOf(r *core.Record) *Notice {
	n := &Notice{}
	n.SetProxyRecord(r)
	return n
}

func (n *Notice) Organisation() string { return n.GetString("organisation") } // empty: the centre
func (n *Notice) Version() int         { return n.GetInt("version") }         // from 1
func (n *Notice) Source() string       { return n.GetString("source") }       // Markdown
func (n *Notice) HTML() string         { return n.GetString("html") }         // safe
func (n *Notice) From() time.Time      { return n.GetDateTime("from").Time() }

// NoticesOf are all versions for an organisation, or the centre where it is empty, the newest first.
func NoticesOf(app core.App, organisation string) ([]*Notice, error) {
	var list []*Notice
	err := app.RecordQuery(Notices).AndWhere(dbx.HashExp{"organisation": organisation}).OrderBy("version DESC").All(&list)
	if err != nil {
		return nil, fmt.Errorf("notices of %s: %w", organisation, err)
	}
	return list, nil
}

// NoticeAt is the version that holds at a moment, among those of NoticesOf. It returns ErrNoNotice.
func NoticeAt(list []*Notice, now time.Time) (*Notice, error) {
	for _, n := range list {
		if !n.From().After(now) {
			return n, nil
		}
	}
	return nil, ErrNoNotice
}

// Until is when the version with this number stopped holding, among those of NoticesOf; zero while none follows it.
func Until(list []*Notice, version int) time.Time {
	for _, n := range list {
		if n.Version() == version+1 {
			return n.From()
		}
	}
	return time.Time{}
}

// titled is a notice as the page has it, whose own title stands above.
func titled(doc markup.Document) string {
	if doc.Title == "" {
		return doc.HTML
	}
	return "<h2>" + html.EscapeString(doc.Title) + "</h2>\n" + doc.HTML
}

// PublishNotice adds a version that holds from a moment on. It returns ErrNoText, or ErrNoticePast.
func PublishNotice(tx core.App, organisation, source string, from time.Time, by string) (*Notice, error) {
	source = strings.TrimSpace(source)
	if source == "" || len(source) > longestNotice {
		return nil, ErrNoText
	}
	before, err := NoticesOf(tx, organisation)
	if err != nil {
		return nil, err
	}
	version := 1
	if len(before) > 0 {
		version = before[0].Version() + 1
		if from.Before(before[0].From()) {
			return nil, ErrNoticePast
		}
	}
	doc, err := markup.Render([]byte(source), markup.Options{Prefix: "notice-"})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoText, err)
	}
	collection, err := tx.FindCachedCollectionByNameOrId(Notices)
	if err != nil {
		return nil, err
	}
	n := noticeOf(core.NewRecord(collection))
	for field, value := range map[string]any{
		"organisation": organisation, "version": version, "source": source, "html": titled(doc), "from": from.UTC(), "by": by,
	} {
		n.Set(field, value)
	}
	if err := tx.Save(n); err != nil {
		return nil, fmt.Errorf("publish notice of %s: %w", organisation, err)
	}
	return n, nil
}
