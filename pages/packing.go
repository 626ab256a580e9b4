package pages

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// gzipLevel takes a quarter less work than the usual level, which is more than that of making the page, and leaves a
// lesson a twentieth larger.
const gzipLevel = 3

var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzipLevel) // only a level that does not exist is an error
	return z
}}

// packing compresses what is answered to those who can read it. Unlike PocketBase's own it takes a compressor, most of a megabyte, with the
// first byte of the answer and not with the request: of five hundred people who come at once, nearly all are waiting.
func packing() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: apis.DefaultGzipMiddlewareId, Func: func(e *core.RequestEvent) error {
		e.Response.Header().Add("Vary", "Accept-Encoding")
		if !strings.Contains(e.Request.Header.Get("Accept-Encoding"), "gzip") {
			return e.Next()
		}
		w := &packed{ResponseWriter: e.Response}
		e.Response = w
		defer func() {
			w.close()
			e.Response = w.ResponseWriter // who answers an error writes it as it is
		}()
		return e.Next()
	}}
}

// packed compresses a body, if one is written. The status waits for it.
type packed struct {
	http.ResponseWriter
	status int          // 0: not said
	zip    *gzip.Writer // nil: nothing was written
}

func (w *packed) WriteHeader(status int) {
	if w.zip == nil {
		w.status = status
	}
}

func (w *packed) Write(b []byte) (int, error) {
	w.begin(b)
	return w.zip.Write(b)
}

func (w *packed) begin(b []byte) {
	if w.zip != nil {
		return
	}
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", http.DetectContentType(b))
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
	}
	w.zip = packers.Get().(*gzip.Writer)
	w.zip.Reset(w.ResponseWriter)
}

// Flush sends what was written so far.
func (w *packed) Flush() {
	w.begin(nil)
	_ = w.zip.Flush() // who writes next learns that the line is gone
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap is for http.ResponseController, and for PocketBase to see whether something was written.
func (w *packed) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// close ends the body, or says the status of an answer without one.
func (w *packed) close() {
	if w.zip == nil {
		if w.status != 0 {
			w.ResponseWriter.WriteHeader(w.status)
		}
		return
	}
	_ = w.zip.Close() // the line is gone, and nobody is left to be told
	w.zip.Reset(io.Discard)
	packers.Put(w.zip)
}
