package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// webinarPages are those of webinars that are open, full, over and called off, as guests, learners and staff see them.
func webinarPages(t *testing.T, guest, learner, staff *person) []page {
	t.Helper()
	find := func(list, title string) string {
		t.Helper()
		id := regexp.MustCompile(`href="(/webinars/[a-z0-9]{15})">` + regexp.QuoteMeta(title)).FindSubmatch(guest.get(list).body)
		if id == nil {
			t.Fatalf("%s does not list %q", list, title)
		}
		return string(id[1])
	}
	open, full, free := find("/webinars", "Sportello aperto"), find("/webinars", "App IO"), find("/webinars", "PagoPA senza sorprese")
	over := find("/webinars?past=yes", "Accessibilit")
	off := plansWebinar(t, staff, "Annullato", nil).path
	learner.post(free+"/registration", nil)
	guest.post(free+"/registration", url.Values{"name": {"Gino Ospite"}, "email": {"gino.ospite@example.org"}, "locale": {"it"}})
	link := linkTo(t, academy.mail(t, "gino.ospite@example.org", free+"/join/"), free+"/join/")
	staff.post("/manage"+off+"/cancel", url.Values{"confirm": {"yes"}})
	managed, held := "/manage"+free, "/manage"+over+"/register"
	film := theRecording(t, staff)
	in := func(list, link string) string {
		t.Helper()
		id := regexp.MustCompile(`href="` + link + `/([a-z0-9]{15})`).FindSubmatch(staff.get(list).body)
		if id == nil {
			t.Fatalf("%s names nobody", list)
		}
		return link + "/" + string(id[1])
	}
	return []page{
		{"/webinars", "", ""}, {"/webinars?past=yes", "", ""}, {open, "", ""}, {full, "", ""}, {full, "", send}, {over, "", ""}, {off, "", ""},
		{link, "", ""}, {link + "/withdraw", "", ""}, {free + "/join/x", "", ""}, {strings.TrimSuffix(link, "/") + "x", "", ""},
		{"/webinars", "learner", ""}, {free, "learner", ""}, {free + "/withdraw", "learner", ""}, {open + "/room", "staff", ""}, {free + "/room", "learner", ""}, {over + "/room", "staff", ""},
		{"/manage/webinars", "staff", ""}, {"/manage/webinars/new", "staff", ""}, {"/manage/webinars/new", "staff", send}, {managed, "staff", ""}, {managed + "/people", "staff", ""},
		{managed + "/people?q=xyzzy", "staff", ""}, {in(managed+"/people", managed+"/people") + "/remove", "staff", ""}, {"/manage" + over, "staff", ""}, {"/me", "staff", ""},
		{held + "?state=absent", "staff", ""}, {in(held, held), "staff", ""}, {"/manage" + open + "/register", "staff", ""},
		{managed + "/cancel", "staff", ""}, {held, "staff", ""}, {managed + "/recordings", "staff", ""}, {"/manage" + open + "/studio", "staff", ""}, {managed + "/studio", "staff", ""}, {film, "staff", ""}, {film + "/captions", "staff", ""}, {film + "/delete", "staff", ""}, {managed + "/register", "staff", ""}, {"/manage" + off, "staff", ""}, {"/manage/webinars", "learner", ""},
	}
}
