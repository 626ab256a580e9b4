package hooks

import (
	"net/http"
	"regexp"
	"strconv"
)

// gcmKey is where a tab's request keeps whether its browser knows AES-GCM.
type gcmKey struct{}

// Chromium puts AES-CM before AES-GCM and so, of both, always gets the one that costs four times as much. From this version on it
// certainly knows AES-GCM, so that we need not offer it the other. Whoever is not known gets both.
const firstWithGCM = 130

var chromiumVersion = regexp.MustCompile(`Chrome/(\d{1,4})\.`)

func knowsGCM(q *http.Request) bool {
	found := chromiumVersion.FindStringSubmatch(q.UserAgent())
	if found == nil {
		return false
	}
	version, err := strconv.Atoi(found[1])
	return err == nil && version >= firstWithGCM
}
