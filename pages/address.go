package pages

import (
	"net/url"

	"github.com/pocketbase/pocketbase/core"
)

func escape(value string) string { return url.QueryEscape(value) }

// refererPath is the path of the page that the form stood on, empty if the browser does not say.
func refererPath(e *core.RequestEvent) string {
	u, err := url.Parse(e.Request.Referer())
	if err != nil || u.Host != e.Request.Host {
		return ""
	}
	return u.RequestURI()
}

// withSaid adds to an address what the next page says first.
func withSaid(address, key string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Set("said", key)
	u.RawQuery = q.Encode()
	return u.String()
}
