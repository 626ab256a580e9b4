package certificates_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/certificates"
)

func numbers(list []*certificates.Certificate) []string {
	found := []string{}
	for _, c := range list {
		found = append(found, c.Number()[9:])
	}
	return found
}

func TestTheListIsSearchedAndPaged(t *testing.T) {
	a := open(t)
	names := [][2]string{{"Maria", "Rossi"}, {"Anna", "D’Àmico"}, {"Maria Grazia", "Rossini"}, {"Luca", "Verdi"}, {"Rosa", "Bianchi"}}
	var issued []*certificates.Certificate
	for i, n := range names {
		issued = append(issued, a.issued(fmt.Sprintf("p%d@example.it", i), n[0], n[1]))
	}
	rows := []struct {
		name   string
		filter certificates.Filter
		want   []string
		more   bool
	}{
		{"the newest first", certificates.Filter{}, []string{"05", "04", "03"}, true},
		{"the next page", certificates.Filter{Below: issued[2].Number()}, []string{"02", "01"}, false},
		{"back again", certificates.Filter{Above: issued[1].Number()}, []string{"05", "04", "03"}, false},
		{"the page before, of many", certificates.Filter{Above: issued[0].Number()}, []string{"04", "03", "02"}, true},
		{"the beginning of a family name", certificates.Filter{Find: "ross"}, []string{"03", "01"}, false},
		{"a full name", certificates.Filter{Find: "ROSSI maria"}, []string{"01"}, false},
		{"a full name turned round", certificates.Filter{Find: " Maria Rossi "}, []string{"01"}, false},
		{"two given names", certificates.Filter{Find: "maria grazia rossini"}, []string{"03"}, false},
		{"another apostrophe and no accent", certificates.Filter{Find: "d'amico"}, []string{"02"}, false},
		{"a number", certificates.Filter{Find: issued[3].Number()}, []string{"04"}, false},
		{"a code", certificates.Filter{Find: strings.ToLower(issued[4].Code())}, []string{"05"}, false},
		{"nobody", certificates.Filter{Find: "%"}, []string{}, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			list, more, err := certificates.List(a, row.filter, 3)
			if err != nil {
				t.Fatal(err)
			}
			if got := numbers(list); !slices.Equal(got, row.want) || more != row.more {
				t.Errorf("%v, more %v; want %v, %v", got, more, row.want, row.more)
			}
		})
	}
}

func TestNoQueryReadsTheWholeTable(t *testing.T) {
	a := open(t)
	a.issued("anna@example.it", "Anna", "Rossi")
	var queries []string
	note := func(sql string) { queries = append(queries, sql) }
	a.watch(note)
	c := a.issued("berta@example.it", "Berta", "Verdi")
	file := a.pdf(c)
	for _, find := range []string{"", "rossi", "maria rossi", c.Number(), c.Code()} {
		for _, f := range []certificates.Filter{{Find: find}, {Find: find, Below: "2026/000009"}, {Find: find, Above: "2026/000001"}} {
			if _, _, err := certificates.List(a, f, 3); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, act := range []func() error{
		func() error { _, err := certificates.FindByCode(a, c.Code()); return err },
		func() error { _, err := certificates.VerifyFile(a, a.anchors(), file); return err },
		func() error { _, err := certificates.CodesOf(a, c.User()); return err },
		func() error { _, err := certificates.InForce(a, c.Enrolment()); return err },
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	checked := 0
	for _, sql := range queries {
		if !strings.HasPrefix(sql, "SELECT") || !strings.Contains(sql, "certificates") {
			continue
		}
		checked++
		for _, step := range a.plan(sql) {
			paged := strings.Contains(step, "USING INDEX idx_certificates_number") && !strings.Contains(sql, "WHERE") // ends with the page
			if strings.HasPrefix(step, "SCAN") && !paged {
				t.Errorf("%s\n%s", step, sql)
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d queries were looked at", checked)
	}
}

// plan asks SQLite how it would run a query.
func (a *academy) plan(sql string) []string {
	a.t.Helper()
	var rows []struct {
		Detail string `db:"detail"`
	}
	if err := a.DB().NewQuery("EXPLAIN QUERY PLAN " + sql).All(&rows); err != nil {
		a.t.Fatalf("%v: %s", err, sql)
	}
	steps := make([]string, len(rows))
	for i, r := range rows {
		steps[i] = r.Detail
	}
	return steps
}

// watch calls note with every query, its values filled in.
func (a *academy) watch(note func(sql string)) {
	for _, builder := range []dbx.Builder{a.ConcurrentDB(), a.NonconcurrentDB()} {
		db, ok := builder.(*dbx.DB)
		if !ok {
			a.t.Fatal("no database")
		}
		db.QueryLogFunc = queryLog(note)
	}
}

func queryLog(note func(sql string)) dbx.QueryLogFunc {
	return func(_ context.Context, _ time.Duration, query string, _ *sql.Rows, _ error) { note(query) }
}
