package e2e

import (
	"fmt"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// line takes the tab's connection away, or gives it back.
func (p *tab) line(up bool) {
	p.Helper()
	p.foresee("ERR_INTERNET_DISCONNECTED")
	_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	p.must(err)
	_, err = chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: !up, DownloadThroughput: -1, UploadThroughput: -1,
	})
	p.must(err)
}

// loses makes all requests to addresses of a pattern fail while the rest of the line works.
func (p *tab) loses(pattern string) {
	p.Helper()
	p.foresee("ERR_BLOCKED_BY_CLIENT")
	p.foresee("blocked: inspector")
	_, err := chromedp.Call(p.ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{
		URLPatterns: []*network.BlockPattern{{URLPattern: pattern, Block: true}},
	})
	p.must(err)
}

// again opens another tab in the same browser: what the browser keeps for the site is there.
func (p *tab) again(l look) *tab {
	p.Helper()
	return openIn(p.T, p.home, l, chromedp.WithExistingBrowserContext(chromedp.FromContext(p.ctx).BrowserContextID))
}

// shows waits until an element says something.
func (p *tab) shows(css, text string) {
	p.Helper()
	poll(p, fmt.Sprintf("(e => e && e.textContent.includes(%q) ? 'yes' : '')(document.querySelector(%q))", text, css))
}
