package e2e

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// windows are what every page is looked at in, with the rules that axe tries there (none named: all).
var windows = []struct {
	name  string
	look  look
	rules []string
}{
	{"desktop", desktop, nil},
	{"phone", phone, rulesOfWidth()},
}

func TestAuditFindsNoBarrierOnAnyPage(t *testing.T) {
	all := audited(t)
	for who, pages := range byPerson(all.pages) {
		t.Run(nameOf(who), func(t *testing.T) {
			t.Parallel()
			v := all.cast[who]
			p, seen := openAt(t, v.home, desktop), map[string]bool{}
			p.become(v)
			for n, at := range pages {
				p.looksAt(at)
				if n++; n%25 == 0 || n == len(pages) {
					t.Logf("%d of %d pages, %d of them unlike", n, len(pages), len(seen))
				}
				if markup := p.markup(); !seen[markup] {
					seen[markup] = true
					p.audit(at)
				}
			}
		})
	}
}

// audit looks at a page in every window: the open page is made narrower, as a phone that is turned, and in a whole audit it is
// opened anew in each.
func (p *tab) audit(at page) {
	p.Helper()
	for n, w := range windows {
		p.resize(w.look)
		if n > 0 && os.Getenv("AULA_AUDIT") == "full" {
			p.looksAt(at)
		}
		p.barriers(at.name(), w.rules...)
		p.picture(at.name() + "-" + w.name)
	}
	p.resize(narrow)
	p.scrolls(at.name())
	p.resize(desktop)
}

// rulesOfWidth are those whose answer may differ in a narrow window, where rows become cards and menus close; in a whole audit all.
func rulesOfWidth() []string {
	if os.Getenv("AULA_AUDIT") == "full" {
		return nil
	}
	return []string{"target-size", "scrollable-region-focusable", "aria-hidden-focus", "link-name", "button-name", "label", "list", "td-headers-attr", "scope-attr-valid"}
}

func TestTheAuditSeesABarrier(t *testing.T) {
	p := open(t, desktop)
	p.visit("/")
	eval[bool](p, `(i => (i.src = "/favicon.ico", document.querySelector("main").append(i), true))(document.createElement("img"))`)
	eval[bool](p, `(e => (e.textContent = "grigio", e.style.color = "#ccc", e.style.background = "#fff", document.querySelector("main").append(e), true))(document.createElement("p"))`)
	var ids []string
	for _, v := range p.violations() {
		ids = append(ids, v.ID)
	}
	for _, want := range []string{"image-alt", "color-contrast"} {
		if !slices.Contains(ids, want) {
			t.Errorf("axe finds %v, and not %s", ids, want)
		}
	}
}

// looksAt opens a page, and presses what it says.
func (p *tab) looksAt(at page) {
	p.Helper()
	status := p.statusOf(at.path)
	if status >= 500 || status >= 400 && !at.mayMiss() {
		p.Errorf("%s answers %d", at.name(), status)
	}
	if at.press != "" {
		p.follow(at.press)
	}
}

// markup is what the tab shows, but for its address: pages alike in it are alike in barriers, as the refusals are that somebody
// meets on most pages of others.
func (p *tab) markup() string {
	p.Helper()
	return eval[string](p, `document.documentElement.outerHTML.replaceAll(location.pathname + location.search, "")`)
}

// mayMiss tells pages that say that something is not there.
func (at page) mayMiss() bool {
	return os.Getenv("AULA_AUDIT") == "full" || at.path == noPage || strings.HasPrefix(at.path, "/certificates?code=") || strings.Contains(at.path, "token=x") || at.path == "/unsubscribe/x" || at.path == "/manage" || at.path == "/manage/webinars" || at.who == "card" && at.path == "/me" || strings.Contains(at.path, "/join/")
}

var notInNames = regexp.MustCompile(`[^a-z0-9-]+`)

// name is what a page is called in messages and pictures.
func (at page) name() string {
	name := nameOf(at.who) + "-" + strings.Trim(notInNames.ReplaceAllString(strings.ToLower(at.path), "_"), "_")
	if at.press != "" {
		name += "-pressed"
	}
	return name[:min(len(name), 100)]
}

// scrolls fails when a page is wider than the window.
func (p *tab) scrolls(name string) {
	p.Helper()
	const widest = `(w => [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest(".table-responsive, pre, .visually-hidden")).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | "))(document.documentElement.clientWidth)`
	if over := eval[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		p.Errorf("%s is %d px wider than a window of %s: %s", name, over, p.size(), eval[string](p, widest))
	}
}

func (p *tab) resize(l look) {
	p.Helper()
	p.do(chromedp.EmulateViewport(l.width, l.height))
}

// audited are all pages; `make audit` sees each as everybody.
func audited(t *testing.T) tour {
	t.Helper()
	all := everyPage(t)
	if os.Getenv("AULA_AUDIT") != "full" {
		return all
	}
	wide := tour{cast: all.cast, pages: slices.Clone(all.pages)}
	for _, at := range all.pages {
		for who, v := range all.cast {
			if at.press == "" && who != at.who && v.home == all.cast[at.who].home {
				wide.pages = append(wide.pages, page{at.path, who, ""})
			}
		}
	}
	return wide
}

func byPerson(pages []page) map[string][]page {
	m := map[string][]page{}
	for _, p := range pages {
		m[p.who] = append(m[p.who], p)
	}
	return m
}

func nameOf(who string) string {
	if who == "" {
		return "stranger"
	}
	return who
}

func TestTheDarkSchemeCanBeRead(t *testing.T) {
	all := everyPage(t)
	p := open(t, desktop)
	p.become(all.cast["learner"])
	for _, scheme := range []string{"light", "dark"} {
		p.prefers(scheme)
		for name, path := range mainPages(all) {
			p.visit(path)
			const shade = `(c => (c.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, x) => sum + Number(x), 0))(getComputedStyle(document.body).backgroundColor)`
			if dark := eval[float64](p, shade) < 250; dark != (scheme == "dark") {
				t.Errorf("%s in the %s scheme has the background of the other", name, scheme)
			}
			if scheme == "dark" {
				p.barriers(name+" in the dark", "color-contrast", "link-in-text-block")
				p.picture("dark-" + name)
			}
		}
	}
}

// prefers asks for the light or the dark scheme.
func (p *tab) prefers(scheme string) {
	p.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	p.must(err)
}

func TestQuizzesAndTheirMarkingCanBeReadInTheDark(t *testing.T) {
	all := everyPage(t)
	for who, pages := range byPerson(quizPages(all)) {
		p := open(t, desktop)
		p.prefers("dark")
		p.become(all.cast[who])
		for _, at := range pages {
			p.visit(at.path)
			p.barriers(at.name()+" in the dark", "color-contrast", "link-in-text-block")
			if n := eval[int](p, signsUnlikeTheirEdge); n > 0 {
				p.Errorf("%s in the dark: %d boxes have a sign in another colour than their edge", at.name(), n)
			}
			p.picture("dark-" + at.name())
		}
	}
}

// signsUnlikeTheirEdge counts the boxes whose sign, which is a picture that axe does not judge, has not the colour of their edge.
const signsUnlikeTheirEdge = `[...document.querySelectorAll(".alert")].filter((box) => {
	const probe = document.createElement("i"), style = getComputedStyle(box)
	probe.style.color = "#" + (/fill='%23(\w+)'/.exec(style.backgroundImage)?.[1] ?? "")
	document.body.append(probe)
	const sign = getComputedStyle(probe).color
	probe.remove()
	return sign !== style.borderLeftColor
}).length`

// quizPages are those on which quizzes are taken, edited, marked and looked at: they have colours of their own.
func quizPages(all tour) []page {
	var list []page
	for _, at := range all.pages {
		quiz := strings.HasPrefix(at.path, trialQuiz) && !strings.Contains(at.path, "?") || strings.HasPrefix(at.path, trialManaged)
		if at.press == "" && (quiz || at.path == classQuiz+"/statistics" || strings.HasPrefix(at.path, "/manage/marking")) {
			list = append(list, at)
		}
	}
	return list
}

// mainPages are those that everybody sees, by name.
func mainPages(all tour) map[string]string {
	pages := map[string]string{
		"home": "/", "catalogue": "/courses", "course": "/courses/spid-e-cie",
		"lesson": "/courses/di-tutto/" + all.cast["learner"].lessonOf("di-tutto", 0),
	}
	for _, at := range all.pages {
		if strings.Contains(at.path, "/attempts/") && strings.HasPrefix(at.path, "/courses/di-tutto/") && !strings.ContainsAny(at.path, "?") && !strings.HasSuffix(at.path, "/review") {
			pages["quiz"] = at.path
		}
	}
	return pages
}

func TestPagesFitAWindowAtTwoHundredPercent(t *testing.T) {
	all := everyPage(t)
	p := open(t, desktop)
	p.become(all.cast["learner"])
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(640, 450, chromedp.EmulateScale(2))))
	for name, path := range mainPages(all) {
		p.visit(path)
		p.scrolls(name + " at 200 %")
		p.picture("zoomed-" + name)
	}
}
