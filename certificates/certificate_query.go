package certificates

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// FindByID returns the certificate, or ErrNotFound.
func FindByID(app core.App, id string) (*Certificate, error) {
	return first(app, "id", id)
}

// FindByCode returns the certificate whose code was typed, in whatever case and grouping. It returns
// ErrNotFound, or what ParseCode returns for a text that cannot be a code.
func FindByCode(app core.App, typed string) (*Certificate, error) {
	code, err := ParseCode(typed)
	if err != nil {
		return nil, err
	}
	return first(app, fieldCode, code)
}

// FindByDigest returns the certificate whose PDF has the SHA-256 digest, in small hexadecimal digits, or ErrNotFound.
func FindByDigest(app core.App, sum string) (*Certificate, error) {
	return first(app, fieldSHA256, sum)
}

func first(app core.App, field, value string) (*Certificate, error) {
	if value == "" {
		return nil, ErrNotFound
	}
	r := &core.Record{}
	query := app.RecordQuery(Collection).AndWhere(dbx.HashExp{field: value}).Limit(1)
	if field == fieldSHA256 {
		query.AndWhere(dbx.NewExp("[[sha256]] != ''")) // its index leaves those out that are not drawn yet
	}
	err := query.One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find certificate by %s: %w", field, err)
	}
	return newCertificate(r), nil
}

// OfEnrolment returns the enrolment's certificate in force. It returns ErrNotFound where there never was one,
// and ErrEnded where there was.
func OfEnrolment(app core.App, enrolment string) (*Certificate, error) {
	var records []*core.Record
	err := app.RecordQuery(Collection).AndWhere(dbx.HashExp{fieldEnrolment: enrolment}).All(&records)
	if err != nil {
		return nil, fmt.Errorf("certificates of enrolment %s: %w", enrolment, err)
	}
	for _, r := range records {
		if c := newCertificate(r); c.Holds() {
			return c, nil
		}
	}
	if len(records) > 0 {
		return nil, ErrEnded
	}
	return nil, ErrNotFound
}

// Attended returns the hours that the newest certificate of an enrolment states, also where it has expired. It returns ErrEnded where that
// was revoked, and ErrNotFound where there is none.
func Attended(app core.App, enrolment string) (float64, error) {
	r := &core.Record{}
	err := app.RecordQuery(Collection).AndWhere(dbx.HashExp{fieldEnrolment: enrolment}).OrderBy(fieldIssued+" DESC", "rowid DESC").Limit(1).One(r)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, ErrNotFound
	case err != nil:
		return 0, fmt.Errorf("hours of enrolment %s: %w", enrolment, err)
	case newCertificate(r).State() == Revoked:
		return 0, ErrEnded
	}
	return newCertificate(r).Facts().Attended, nil
}

// Links are the numbers of the certificates that one is tied to. Their codes stay with who has them.
type Links struct{ Replaces, ReplacedBy string }

// LinksOf returns which certificate c corrects and which one corrects it; empty where there is none.
func LinksOf(app core.App, c *Certificate) (Links, error) {
	var links Links
	for id, number := range map[string]*string{c.Replaces(): &links.Replaces, c.ReplacedBy(): &links.ReplacedBy} {
		if id == "" {
			continue
		}
		other, err := FindByID(app, id)
		if err != nil {
			return links, err
		}
		*number = other.Number()
	}
	return links, nil
}

// Filter narrows the list of certificates.
type Filter struct {
	Find  string // beginning of a family name, a full name in either order, a number or a code
	Below string // number: only lower ones, for the next page
	Above string // number: only higher ones, for the page before
}

// List returns at most limit certificates, the newest first, and whether there are more in the direction
// that was asked for.
func List(app core.App, f Filter, limit int) (list []*Certificate, more bool, err error) {
	query := app.RecordQuery(Collection).Limit(int64(limit) + 1)
	if find := strings.TrimSpace(f.Find); find != "" {
		query.AndWhere(finding(find))
	}
	order := "number DESC"
	if f.Below != "" {
		query.AndWhere(dbx.NewExp("[[number]] < {:below}", dbx.Params{"below": f.Below}))
	} else if f.Above != "" {
		query.AndWhere(dbx.NewExp("[[number]] > {:above}", dbx.Params{"above": f.Above}))
		order = "number ASC"
	}
	var records []*core.Record
	if err := query.OrderBy(order).All(&records); err != nil {
		return nil, false, fmt.Errorf("list certificates: %w", err)
	}
	more = len(records) > limit
	records = records[:min(limit, len(records))]
	for _, r := range records {
		list = append(list, newCertificate(r))
	}
	if order == "number ASC" {
		for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
			list[i], list[j] = list[j], list[i]
		}
	}
	return list, more, nil
}

// finding reads what was typed into the search field. Each branch uses an index.
func finding(find string) dbx.Expression {
	if code, err := ParseCode(find); err == nil {
		return dbx.HashExp{fieldCode: code}
	}
	if find[0] >= '0' && find[0] <= '9' {
		return dbx.HashExp{fieldNumber: find}
	}
	name := findable(find)
	turned := name
	if i := strings.LastIndexByte(name, ' '); i > 0 { // "maria rossi" is kept as "rossi maria"
		turned = name[i+1:] + " " + name[:i]
	}
	const begins = "json_extract([[facts]], '$.find')"
	return dbx.NewExp(begins+" >= {:a} AND "+begins+" < {:b} OR "+begins+" >= {:c} AND "+begins+" < {:d}",
		dbx.Params{"a": name, "b": name + "\U0010ffff", "c": turned, "d": turned + "\U0010ffff"})
}
