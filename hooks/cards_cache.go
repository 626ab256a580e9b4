package hooks

import (
	"net/http"
	"strings"
)

// keepsNothing has a browser on a PC that others use keep nothing private, whatever the page says to browsers of one's own. What is public is
// nobody's: pictures of lessons.
type keepsNothing struct{ http.ResponseWriter }

// WriteHeader sends the header.
func (w keepsNothing) WriteHeader(status int) {
	w.decide()
	w.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body, and the header before it.
func (w keepsNothing) Write(content []byte) (int, error) {
	w.decide()
	return w.ResponseWriter.Write(content)
}

// Unwrap is for http.ResponseController.
func (w keepsNothing) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w keepsNothing) decide() {
	if h := w.Header(); !strings.HasPrefix(h.Get("Cache-Control"), "public") {
		h.Set("Cache-Control", "no-store")
	}
}
