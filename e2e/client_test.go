package e2e

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// client fetches with the tab's cookies what a browser would only save.
func (p *tab) client() *http.Client {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := chromedp.Call(ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{p.home.url}})
	p.must(err)
	jar, err := cookiejar.New(nil)
	p.must(err)
	home, err := url.Parse(p.home.url)
	p.must(err)
	var cookies []*http.Cookie
	for _, c := range found.Cookies {
		cookies = append(cookies, &http.Cookie{Name: c.Name, Value: c.Value, Path: "/"})
	}
	jar.SetCookies(home, cookies)
	return &http.Client{Jar: jar}
}
