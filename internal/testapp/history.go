package testapp

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// History writes what may happen to what two organisations ask of their people and to what these finish: by plain statements, as any program
// may, and always the same for one seed.
type History struct {
	Organisations [2]string
	t             testing.TB
	app           core.App
	random        *rand.Rand
}

// So many there are of each, so that the lists take several pages and the same is often written twice.
const (
	historyUsers   = 30
	historyCourses = 4
	historyWritten = 90 // assignments, enrolments, certificates
)

// NewHistory begins with people and courses, and with enough writes that there are lists.
func NewHistory(t testing.TB, app core.App, seed uint64) *History {
	t.Helper()
	h := &History{[2]string{Organisation(t, app, "c_a001").Id, Organisation(t, app, "c_b002").Id}, t, app, rand.New(rand.NewPCG(seed, 0))}
	for i := range max(historyUsers, historyCourses) {
		values := h.values()
		values["user"], values["course"], values["slug"] = historyID("user", i), historyID("course", i%historyCourses), fmt.Sprint("c", i)
		h.write(historyWrites["somebody comes"], values)
		h.write(historyWrites["a course comes"], values)
	}
	for range 300 {
		for _, name := range historyGrowth {
			h.write(historyWrites[name], h.values())
		}
	}
	return h
}

// historyGrowth is every second step, so that the lists do not run dry.
var historyGrowth = []string{"asked", "employed", "finished", "certified", "somebody comes", "a course comes"}

// Step writes something, and returns what.
func (h *History) Step() string {
	h.t.Helper()
	names := historyNames
	if h.random.IntN(2) == 0 {
		names = historyGrowth
	}
	name := names[h.random.IntN(len(names))]
	h.write(historyWrites[name], h.values())
	return name
}

func (h *History) write(query string, values dbx.Params) {
	h.t.Helper()
	if _, err := h.app.NonconcurrentDB().NewQuery(query).Bind(values).Execute(); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
}

func (h *History) values() dbx.Params {
	one := func(of ...any) any { return of[h.random.IntN(len(of))] }
	moments := []any{"2025-03-01 09:00:00.000Z", "2025-12-31 23:00:00.000Z", "2026-03-01 09:00:00.000Z", "2026-06-01 09:00:00.000Z", "2026-06-01 09:00:00.001Z"}
	user, course := h.random.IntN(historyUsers), h.random.IntN(historyCourses)
	return dbx.Params{
		"organisation": one(h.Organisations[0], h.Organisations[0], h.Organisations[1]), "user": historyID("user", user), "course": historyID("course", course),
		"slug": fmt.Sprint("c", course), "moment": one(moments...), "perhaps": one(append(moments, "", "", "")...), "hours": one(0, 0.5, 2, 2.25, 40),
		"name": one("Rossi", "rossi", "De Rossi", "Èrossi", "Bianchi_", "100%", ""), "role": one("employee", "employee", "referent"),
		"state": one("valid", "replaced", "revoked", "expired"), "facts": one(`{}`, `{"attended":1.5}`, `{"attended":0}`, `{"expires":"2025-12-31"}`, `{"expires":"2026-01-01"}`),
		"assignment": historyID("assign", h.random.IntN(historyWritten)), "enrolment": historyID("enrol", h.random.IntN(historyWritten)),
		"certificate": historyID("cert", h.random.IntN(historyWritten)), "membership": historyID("member", h.random.IntN(historyWritten)),
	}
}

func historyID(kind string, n int) string { return fmt.Sprintf("%-10s%05d", kind, n) }
