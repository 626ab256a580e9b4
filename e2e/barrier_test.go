package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// violation is a barrier that axe finds in a page.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

// axe is the program that finds barriers in a page.
var axe = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile(filepath.Join("..", "public", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is not installed (run `make assets`): %w", err)
	}
	return string(source), nil
})

// bringAxe puts axe into the page and into those that the tab opens later: half a megabyte is sent once a tab, not once a page.
func (p *tab) bringAxe() {
	p.Helper()
	if eval[bool](p, `"axe" in window`) {
		return
	}
	source, err := axe()
	p.must(err)
	eval[bool](p, source+"; true")
	_, err = chromedp.Call(p.ctx, devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: source})
	p.must(err)
}

// settled waits until faces are there, the page is laid out, and colours and places that change have changed: axe judges what stays.
const settled = `document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))).then(() => Promise.allSettled(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime !== Infinity).map(a => a.finished)))`

// violations are the barriers in the page, by these rules or, where none is named, by all.
func (p *tab) violations(rules ...string) (found []violation) {
	p.Helper()
	p.bringAxe()
	options := map[string]any{"resultTypes": []string{"violations"}}
	if len(rules) > 0 {
		options["runOnly"] = rules
	}
	chosen, err := json.Marshal(options)
	p.must(err)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	run := settled + `.then(() => axe.run(document, ` + string(chosen) + `)).then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => ({html: n.html}))})))`
	found, err = chromedp.Run(ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("look for barriers: %v at %s", err, p.where())
	}
	return found
}

// barriers fails for each violation that axe finds.
func (p *tab) barriers(name string, rules ...string) {
	p.Helper()
	for _, v := range p.violations(rules...) {
		where := ""
		if len(v.Nodes) > 0 {
			where = v.Nodes[0].HTML
		}
		p.Errorf("%s: %s (%s): %d times, first %s", name, v.ID, v.Help, len(v.Nodes), where)
	}
}
