package e2e

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/jung-kurt/gofpdf"
)

// watching lets a test see the connections of media that a page makes. %d is the port through which they go; 0: the server's own.
const watching = `(() => {
	const Real = RTCPeerConnection
	window.connections = []
	window.RTCPeerConnection = class extends Real {
		constructor(...with_) { super(...with_); window.connections.push(this) }
		setRemoteDescription(d) {
			const through = %d
			return super.setRemoteDescription(through ? { type: d.type, sdp: d.sdp.replace(/^(a=candidate:\S+ \d udp \d+ \S+) \d+/gim, "$1 " + through).replace(/^a=candidate:\S+ \d tcp .*\r?\n/gim, "") } : d)
		}
	}
	window.reports = async (kind) => (await Promise.all(window.connections.map((c) => c.getStats()))).flatMap((r) => [...r.values()]).filter((r) => r.type === kind)
})()`

// webinar is one that staff plan for a test, to begin in a minute.
type webinar struct{ path string }

func plansWebinar(t *testing.T, staff *person, title string, more url.Values) webinar {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{
		"title": {title}, "description": {"Si parla **dal vivo**."}, "start": {time.Now().Add(2 * time.Minute).In(rome).Format("2006-01-02T15:04")},
		"minutes": {"30"}, "zone": {"Europe/Rome"}, "hosts": {staff.mailbox}, "audience": {"anyone"}, "lobby": {"automatic"}, "percent": {"60"},
	}
	for name, values := range more {
		form[name] = values
	}
	got := staff.post("/manage/webinars/new", form)
	id := regexp.MustCompile(`/manage/webinars/([a-z0-9]{15})`).FindStringSubmatch(got.path)
	if id == nil {
		t.Fatalf("not planned: %d at %s", got.status, got.path)
	}
	return webinar{"/webinars/" + id[1]}
}

// roomTab is a tab at a webinar's door or in its room.
type roomTab struct {
	*tab
	webinar
}

// atDoor opens the door of a webinar for somebody who is signed in; port is where media go through, 0: straight to the server.
func (w webinar) atDoor(t *testing.T, h *house, l look, who *person, port int) roomTab {
	t.Helper()
	p := openAt(t, h, l)
	_, err := chromedp.Call(p.ctx, cdp.AddScriptToEvaluateOnNewDocument, cdp.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(watching, port)})
	p.must(err)
	if who != nil {
		p.become(who)
		p.visit(w.path + "/room")
	}
	return roomTab{p, w}
}

// enters leaves the door for the room.
func (r roomTab) enters() {
	r.Helper()
	r.click("#enter")
	r.isAt("room")
}

// until waits until an expression of the page is true.
func (r roomTab) until(what, expression string) {
	r.Helper()
	r.Logf("until %s", what)
	defer func() {
		if r.Failed() {
			r.Logf("the page is at %q and says %q", eval[string](r.tab, `document.getElementById("room")?.dataset.scene ?? ""`),
				eval[string](r.tab, `[...document.querySelectorAll("[data-problem], #transport, [aria-pressed=true]")].map((e) => e.textContent.trim()).filter(Boolean).join(" | ")`))
		}
	}()
	poll(r.tab, "("+expression+") ? 'yes' : ''")
}

// presses what the words about the line may move, which come by themselves: a pointer that aimed before would meet something else.
func (r roomTab) presses(id string) {
	r.Helper()
	eval[bool](r.tab, fmt.Sprintf("(document.getElementById(%q).click(), true)", id))
}

// turnsOnMicrophone waits until it is on.
func (r roomTab) turnsOnMicrophone() {
	r.Helper()
	r.presses("check-microphone")
	r.until("the microphone is on", `document.getElementById("check-microphone").getAttribute("aria-pressed") === "true"`)
}

func (r roomTab) turnsOnCamera() {
	r.Helper()
	r.presses("check-camera")
	r.until("the camera is on", `document.getElementById("check-video").videoWidth > 0`)
}

func (r roomTab) isAt(scene string) {
	r.Helper()
	r.until("at "+scene, fmt.Sprintf("document.getElementById('room').dataset.scene === %q", scene))
}

// reads waits until a part of the page says something.
func (r roomTab) reads(css, text string) {
	r.Helper()
	r.until(css+" says "+text, fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", css, text))
}

// shown clicks what is hidden on some screens behind a button.
func (r roomTab) opensPanel(name string) {
	r.Helper()
	if eval[bool](r.tab, `(b => b.offsetParent !== null && b.getAttribute("aria-expanded") === "false")(document.getElementById("panel-open"))`) {
		r.click("#panel-open")
	}
	r.click("#tab-" + name)
}

// says types into a field of the panel and sends it by the enter key.
func (r roomTab) says(css, text string) {
	r.Helper()
	r.fill(css, text)
	r.do(chromedp.SendKeys(chromedp.CSS(css), "\r"))
}

// plays waits until the page decodes so many pictures that move, and hears sound with energy in it.
func (r roomTab) plays(pictures int) {
	r.Helper()
	defer func() {
		if r.Failed() {
			r.Log(eval[string](r.tab, `JSON.stringify([...document.querySelectorAll("#stage video")].map((v) => [v.dataset.track, v.videoWidth, v.getVideoPlaybackQuality().totalVideoFrames, v.currentTime, v.seenAt, v.paused, v.clientWidth]))`))
		}
	}()
	r.until("pictures move", fmt.Sprintf(`(() => {
		const videos = [...document.querySelectorAll("#stage video[data-track]")]
		const moved = videos.filter((v) => v.videoWidth > 0 && v.getVideoPlaybackQuality().totalVideoFrames > 10 && v.currentTime > (v.seenAt = Math.min(v.seenAt ?? Infinity, v.currentTime)) + 0.5) // a new stream begins at 0
		return moved.length === %d && videos.length === %[1]d
	})()`, pictures))
	r.until("sound is heard", `(() => {
		window.reports("inbound-rtp").then((all) => (window.energy = Math.max(0, ...all.filter((r) => r.kind === "audio").map((r) => r.totalAudioEnergy ?? 0))))
		return window.energy > 0
	})()`)
	r.until("frames are decoded", `(() => {
		window.reports("inbound-rtp").then((all) => (window.frames = Math.max(0, ...all.filter((r) => r.kind === "video").map((r) => r.framesDecoded ?? 0))))
		return window.frames > 10
	})()`)
}

// stills forgets what was seen to move.
func (r roomTab) stills() {
	r.Helper()
	eval[int](r.tab, `document.querySelectorAll("#stage video[data-track]").forEach((v) => delete v.seenAt) ?? 0`)
}

// hasAViewer is a webinar whose host is seen and heard by a learner.
func (w webinar) hasAViewer(t *testing.T, h *house, staff *person, l look) (host, viewer roomTab) {
	t.Helper()
	host = w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.enters()
	learner := h.newLearner(t, "Vera", "Lenti")
	learner.post(w.path+"/registration", nil)
	viewer = w.atDoor(t, h, l, learner, 0)
	viewer.enters()
	viewer.plays(1)
	return host, viewer
}

// A webinar as it is meant: planned, joined by account and by link, seen and heard, talked in, left and returned to, and counted.
func TestAWebinarIsHeldAndItsPresenceBecomesACertificate(t *testing.T) {
	h, port := houseWithMedia(t)
	staff := h.as(t, "staff")
	course := presenceCourse(t, h)
	w := plansWebinar(t, staff, "Sportello in diretta", url.Values{"course": {course}})
	ada, bruno := h.newLearner(t, "Ada", "Neri"), h.newLearner(t, "Bruno", "Sala")
	for _, v := range []*person{ada, bruno} {
		v.post(w.path+"/registration", nil)
	}
	line := newLine(t, h, port)

	first := w.atDoor(t, h, desktop, ada, 0)
	first.click("#enter")
	first.isAt("waiting")
	guest := w.comesByLink(t, h, "Carla Guest", "carla.guest@example.org")
	far := w.atDoor(t, line.house, desktop, bruno, line.port())
	far.click("#enter")
	far.isAt("waiting")

	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	host.until("the door says that media passes", `document.getElementById("transport").textContent.includes("passano")`)
	host.picture("door-host")
	host.enters()
	all := []roomTab{first, guest, far}
	for _, r := range all { // nobody clicked: the page opens by itself
		r.isAt("room")
		r.plays(1)
	}
	host.click("#screen")
	for _, r := range all {
		r.stills()
		r.plays(2)
	}
	host.picture("room-host")
	first.picture("room-attendee")
	guest.picture("room-phone")
	talk(t, host, first, guest, far)
	showSlides(t, host, guest)
	line.breaks(t, far)
	line.moves(t, far)

	host.opensPanel("people")
	host.click("#end")
	host.click(`dialog[open] [value="yes"], dialog[open] .btn-danger`)
	for _, r := range append(all, host) {
		r.isAt("ended")
	}
	first.picture("room-ended")
	ada.hasCertificate("in-diretta")
	bruno.hasCertificate("in-diretta")
	register := staff.get("/api/aula" + w.path + "/attendance")
	for _, name := range []string{"Ada Neri", "Bruno Sala", "Carla Guest"} {
		if !register.says(name) {
			t.Errorf("the register lacks %s: %s", name, register.body)
		}
	}
}

// houseWithMedia is a demo academy of the test's own whose port for media is known.
func houseWithMedia(t *testing.T) (h *house, port int) {
	t.Helper()
	port = freeUDPPort(t)
	h = newHouse(t, true, "--media-address", "127.0.0.1", "--media-port", fmt.Sprint(port))
	return h, port
}

// presenceCourse publishes a course that asks for nothing but presence, and returns its record id as the form of webinars names it.
func presenceCourse(t *testing.T, h *house) string {
	t.Helper()
	author := h.as(t, "author")
	author.publish("in-diretta", folder{
		"01-leggi.md": "# Leggi\n\nPoche righe.\n",
		"course.md": "---\ntitle: In diretta\nsummary: Un incontro dal vivo.\nlanguage: it\nhours: 1\naudience: all\ncertificate: true\n" +
			"complete:\n  lessons: []\n  quizzes: []\n  presence: [{webinar: diretta, percent: 60}]\n---\n\nUn incontro dal vivo.\n",
	})
	form := h.as(t, "staff").get("/manage/webinars/new")
	id := regexp.MustCompile(`<option value="([a-z0-9]{15})"[^>]*>In diretta<`).FindSubmatch(form.body)
	if id == nil {
		t.Fatalf("the form does not offer the course: %d", form.status)
	}
	return string(id[1])
}

// comesByLink is a guest without an account, who registers by name and mailbox and opens the link of the mail on a phone.
func (w webinar) comesByLink(t *testing.T, h *house, name, mailbox string) roomTab {
	t.Helper()
	h.stranger(t).post(w.path+"/registration", url.Values{"name": {name}, "email": {mailbox}, "locale": {"it"}, "privacy": {"yes"}})
	link := linkTo(t, h.mail(t, mailbox, w.path+"/join/"), w.path+"/join/")
	r := w.atDoor(t, h, phone, nil, 0)
	r.visit(link)
	r.follow(`main form button[type="submit"]`)
	if where := r.where(); strings.Contains(where, "/join/") {
		t.Errorf("the link stays in the address: %s", where)
	}
	r.visit("/me")
	if where := r.where(); !strings.HasPrefix(where, "/sign-in") {
		t.Errorf("the link opened an account: %s", where)
	}
	r.visit(w.path + "/room")
	r.click("#enter")
	r.isAt("waiting")
	return r
}

// talk is chat, a question, a poll, hands and captions.
func talk(t *testing.T, host, first, guest, far roomTab) {
	t.Helper()
	first.opensPanel("chat")
	first.says("#chat-text", "Si sente bene?")
	host.reads("#panel-chat", "Si sente bene?")
	far.reads("#panel-chat", "Si sente bene?")
	far.do(chromedp.SetValue(chromedp.CSS("#chat-to"), "hosts"))
	far.says("#chat-text", "Soltanto per chi conduce")
	host.reads("#panel-chat", "Soltanto per chi conduce")

	guest.opensPanel("questions")
	guest.says("#question-text", "Serve lo SPID?")
	first.opensPanel("questions")
	first.reads("#panel-questions", "Serve lo SPID?")
	first.click("#panel-questions [data-act=vote]")
	host.opensPanel("questions")
	host.reads("#panel-questions [data-f=votes]", "1")
	host.click("#panel-questions [data-act=answered]")
	guest.reads("#panel-questions [data-f=state]", "con risposta")

	host.opensPanel("polls")
	host.click("#poll-make summary")
	host.fill("#poll-text", "Hai già lo SPID?")
	host.fill("#poll-options", "Sì\nNo")
	host.click("#poll-make [type=submit]")
	host.click("#panel-polls [data-act=open]")
	for i, r := range []roomTab{first, guest, far} {
		r.opensPanel("polls")
		r.reads("#panel-polls", "Hai già lo SPID?")
		r.click(fmt.Sprintf("#panel-polls .poll-option:nth-child(%d) input", 1+i/2))
		r.click("#panel-polls [data-act=vote]")
		r.reads("#panel-polls", "Il tuo voto è registrato")
	}
	host.click("#panel-polls [data-act=close]")
	host.click("#panel-polls [data-act=show]")
	first.reads("#panel-polls", "2 (67 %)")
	guest.picture("room-phone-poll")

	first.click("#hand")
	host.opensPanel("hands")
	host.reads("#panel-hands", "Ada Neri")
	host.picture("room-host-hands")
	host.click("#panel-hands [data-act=lower]")
	first.until("the hand is down", `document.getElementById("hand").getAttribute("aria-pressed") === "false"`)

	host.opensPanel("people")
	host.reads("#panel-people", "Ada Neri")
	eval[bool](host.tab, `(() => { const line = [...document.querySelectorAll("#panel-people [data-list] > li")].find((l) => l.textContent.includes("Ada Neri")); line.querySelector("details").open = true; line.querySelector("[data-act=captioner]").click(); return true })()`)
	first.until("captions may be typed", `!document.getElementById("caption-form").hidden`)
	first.says("#caption-text", "Benvenute e benvenuti.")
	guest.reads("#captions", "Benvenute e benvenuti.")
	if guest.count("#panel-chat li") > 1 {
		t.Error("a message to the hosts reached somebody else")
	}
}

// showSlides shows a PDF, which travels as pictures; somebody looks back.
func showSlides(t *testing.T, host, guest roomTab) {
	t.Helper()
	host.click("#screen") // what is shared is larger than slides
	host.click("#tools summary")
	host.choose("#deck-file", file(t, "falso.pdf", []byte("non sono un PDF")))
	host.reads("#deck-problem", "non è un PDF")
	host.choose("#deck-file", file(t, "slide.pdf", threePages(t)))
	guest.until("the first slide is there", `!document.getElementById("slide").hidden && document.getElementById("slide-picture").naturalWidth > 0`)
	host.until("all slides are up", `document.getElementById("deck-progress").hidden`)
	host.click("#tools summary")
	host.click("#slide-next")
	guest.reads("#slide-where", "2 di 3")
	guest.click("#panel-close")
	guest.click("#slide-back")
	guest.reads("#slide-where", "1 di 3")
	guest.picture("room-phone-slides")
	host.picture("room-host-slides")
	guest.click("#slide-live")
	guest.reads("#slide-where", "2 di 3")
	slidesSuitTheLine(host, guest)
}

func threePages(t *testing.T) []byte {
	t.Helper()
	pdf := gofpdf.New("L", "mm", "A4", "")
	pdf.SetFont("Helvetica", "B", 60)
	for i := range 3 {
		pdf.AddPage()
		pdf.Cell(0, 40, fmt.Sprintf("Pagina %d", i+1))
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Who publishes with a real browser is seen in 720 lines.
func TestABrowserPublishes720Lines(t *testing.T) {
	h, _ := houseWithMedia(t)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Prova di qualità", nil)
	host := w.atDoor(t, h, desktop, staff, 0)
	host.turnsOnCamera()
	host.enters()
	viewer := h.newLearner(t, "Vera", "Lenti")
	viewer.post(w.path+"/registration", nil)
	v := w.atDoor(t, h, look{width: 1920, height: 1080}, viewer, 0)
	v.enters()
	v.until("720 lines are shown", reaches720)
	v.picture("room-720")
	host.until("the cipher is known", `(() => {
		window.reports("transport").then((all) => (window.cipher = all.map((r) => r.srtpCipher).find(Boolean)))
		return window.cipher
	})()`)
	t.Logf("sealed with %s", eval[string](host.tab, "window.cipher"))
}

const reaches720 = `[...document.querySelectorAll("#stage video[data-track]")].some((v) => v.videoHeight >= 720)`
