package public_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTheErrorSummaryTakesTheFocusAndLeadsToTheFields(t *testing.T) {
	d := newDesk(t, "app.js", `<form method="post"><div class="alert" id="errors" tabindex="-1" data-focus><ul><li><a href="#email">E-mail</a></li></ul></div>
<label for="email">E-mail</label><input type="email" id="email" name="email" aria-invalid="true"></form>`)
	d.until(`document.activeElement.id === "errors"`)
	d.click("#errors a")
	d.until(`document.activeElement.id === "email"`)
}

const dangerous = `<form method="post" action="/gone" data-confirm="Elimino?" data-confirm-yes="Elimina" data-confirm-no="Annulla" data-confirm-danger>
<button id="go" name="what" value="all">Elimina</button></form>`

func TestADangerousActIsAskedAboutFirst(t *testing.T) {
	d := newDesk(t, "app.js", dangerous)
	d.click("#go")
	d.until(`document.querySelector("dialog")?.open && document.activeElement.value === "no"`)
	d.click(`dialog [value=no]`)
	d.until(`!document.querySelector("dialog") && document.activeElement.id === "go"`)
	if n := len(d.requests()); n != 0 {
		t.Fatalf("%d requests after no", n)
	}
	d.click("#go")
	d.click(`dialog [value=yes]`)
	if r := d.awaitRequest(http.MethodPost); r.path != "/gone" || r.body != "what=all" {
		t.Errorf("sent %v", r)
	}
}

func TestAFormIsSentOnceHoweverOftenItIsClicked(t *testing.T) {
	d := newDesk(t, "app.js", `<form method="post" action="/once"><button id="go" name="a" value="b">Invia</button></form>`)
	is[any](d, `for (let i = 0; i < 5; i++) document.querySelector("#go").click(); 0`)
	d.awaitRequest(http.MethodPost)
	is[any](d, `document.querySelector("#go").click(); fetch("/end", {method: "PUT"}); 0`)
	d.awaitRequest(http.MethodPut)
	if n := len(d.requests()); n != 2 {
		t.Errorf("sent %v", d.requests())
	}
}

func TestMenusCloseByEscapeAndByAClickOutside(t *testing.T) {
	d := newDesk(t, "app.js", `<details class="menu" id="one"><summary>Lingua</summary><ul><li><a href="#x">Italiano</a></li></ul></details><p id="out">Fuori</p>`)
	d.click("#one summary")
	d.until(`one.open`)
	d.do(chromedp.Focus(chromedp.CSS("#one a")), chromedp.KeyEvent(kb.Escape))
	d.until(`!one.open && document.activeElement.textContent === "Lingua"`)
	d.click("#one summary")
	d.until(`one.open`)
	d.click("#out")
	d.until(`!one.open`)
}

func TestWideScreensShowWhatPhonesFold(t *testing.T) {
	d := newDesk(t, "app.js", `<details id="menu" data-open-from="992"><summary>Menu</summary><p>Corsi</p></details>`)
	d.until(`!menu.open`)
	d.do(chromedp.EmulateViewport(1200, 600))
	d.until(`menu.open`)
	d.do(chromedp.EmulateViewport(400, 600))
	d.until(`!menu.open`)
}

func TestATextIsCopied(t *testing.T) {
	d := newDesk(t, "app.js", `<button type="button" id="copy" data-copy="AB12" data-copied="Copiato" hidden><span>Copia</span></button>`)
	is[any](d, `navigator.clipboard.writeText = async (text) => { window.copied = text }; 0`)
	d.click("#copy")
	d.until(`window.copied === "AB12" && copy.textContent === "Copiato"`)
}

const upload = `<h1 tabindex="-1">Carica</h1><form method="post" action="/upload" enctype="multipart/form-data" data-upload data-uploading="Carico: {percent} %" data-working="Leggo" data-failed="Non riuscito">
<input type="file" id="file" name="file"><button id="go" name="how" value="draft">Carica</button>
<div class="upload-progress" hidden><progress max="100"></progress><p role="status"></p></div></form>`

const choose = `const chosen = new DataTransfer(); chosen.items.add(new File(["x".repeat(100000)], "corso.zip")); file.files = chosen.files; 0`

func TestAnUploadShowsItsProgressAndEndsWhereTheFormLeads(t *testing.T) {
	d := newDesk(t, "manage.js", upload)
	d.answers(http.StatusUnprocessableEntity, "text/html", `<title>Errore</title><main><div data-focus tabindex="-1" id="wrong">Non è uno zip</div></main>`)
	is[any](d, choose)
	d.click("#go")
	d.until(`document.querySelector("#wrong") && document.activeElement.id === "wrong" && document.title === "Errore"`)
	if r := d.requests()[0]; !strings.Contains(r.body, "corso.zip") || !strings.Contains(r.body, "draft") {
		t.Errorf("sent %.200q", r.body)
	}
}

func TestABrokenUploadSaysSoAndCanBeRepeated(t *testing.T) {
	d := newDesk(t, "manage.js", upload)
	d.answers(http.StatusBadGateway, "text/plain", "")
	is[any](d, choose)
	d.click("#go")
	d.until(`document.querySelector("[role=status]").textContent === "Non riuscito" && !go.disabled`)
	d.answers(http.StatusOK, "text/html", `<title>Fatto</title><main><h1>Fatto</h1></main>`)
	d.click("#go")
	if r := d.awaitRequest(http.MethodGet); r.path != "/upload" {
		t.Errorf("went on to %s", r.path)
	}
}
