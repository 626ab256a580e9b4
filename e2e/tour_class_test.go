package e2e

import (
	"regexp"
	"testing"
)

// classPages are those of an organisation's classes, as its facilitators and referents see them; with registers of sessions that are over.
func classPages(t *testing.T, facilitator, referent *person) []page {
	t.Helper()
	const list = workplace + "/classes"
	held, closed, over := heldClass(t, facilitator)
	others := referent.find(list, `href="(`+list+`/[a-z0-9]{15}/bring)"`)
	one := facilitator.find(closed, `href="(`+closed+`/people/[a-z0-9]{15})"`)
	return []page{
		{list, "facilitator", ""}, {list + "/new", "facilitator", ""}, {list + "/new", "facilitator", save}, {held, "facilitator", ""}, {held + "/edit", "facilitator", ""},
		{closed, "facilitator", ""}, {closed + "/history", "facilitator", ""}, {one, "facilitator", ""}, {one, "facilitator", save},
		{over, "facilitator", ""}, {over, "facilitator", `button[value="all"]`}, {over, "facilitator", `form[action$="/paper"] button`}, {over + "/close", "facilitator", ""}, {over + "/history", "facilitator", ""},
		{list, "referent", ""}, {others, "referent", ""},
	}
}

// heldClass is the address of the demo's class that has met already, with its registers: one is closed, one waits to be.
func heldClass(t *testing.T, facilitator *person) (held, closed, over string) {
	t.Helper()
	const list = workplace + "/classes"
	held = facilitator.find(list, `href="(`+list+`/[a-z0-9]{15})">Il pomeriggio`)
	const meetings = `(?s)<ol class="rows plain">.*?`
	closed = facilitator.find(held, meetings+`href="(`+held+`/sessions/[a-z0-9]{15})"`)
	return held, closed, facilitator.find(held, meetings+closed+`".*?href="(`+held+`/sessions/[a-z0-9]{15})"`)
}

// find is what the group of a pattern holds in a page.
func (v *person) find(path, pattern string) string {
	v.Helper()
	found := regexp.MustCompile(pattern).FindSubmatch(v.get(path).body)
	if found == nil {
		v.Fatalf("%s has no %s", path, pattern)
	}
	return string(found[1])
}
