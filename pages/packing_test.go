package pages

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// answered runs a handler behind packing.
func answered(t *testing.T, accept string, handler func(*core.RequestEvent) error) (*http.Response, error) {
	t.Helper()
	var h hook.Hook[*core.RequestEvent]
	h.Bind(packing())
	rec, e := httptest.NewRecorder(), &core.RequestEvent{}
	e.Request = httptest.NewRequest(http.MethodGet, "/", nil)
	e.Request.Header.Set("Accept-Encoding", accept)
	e.Response = rec
	err := h.Trigger(e, handler)
	if e.Response != http.ResponseWriter(rec) {
		t.Error("who answers an error would still compress")
	}
	return rec.Result(), err
}

func TestAnswersAreCompressedForThoseWhoCanReadIt(t *testing.T) {
	page := func(e *core.RequestEvent) error {
		e.Response.Header().Set("Content-Length", "27")
		return e.HTML(http.StatusTeapot, "<!doctype html><p>Buongiorno")
	}
	for _, row := range []struct {
		name, accept string
		handler      func(*core.RequestEvent) error
		status       int
		encoding     string
		body         string
	}{
		{"a page", "gzip, br", page, http.StatusTeapot, "gzip", "<!doctype html><p>Buongiorno"},
		{"a page for who reads plain text only", "identity", page, http.StatusTeapot, "", "<!doctype html><p>Buongiorno"},
		{"in two pieces, without a status", "gzip", func(e *core.RequestEvent) error {
			_, err := io.WriteString(e.Response, "uno, ")
			_, again := io.WriteString(e.Response, "due")
			return errors.Join(err, again)
		}, http.StatusOK, "gzip", "uno, due"},
		{"a redirect", "gzip", func(e *core.RequestEvent) error { return e.Redirect(http.StatusSeeOther, "/me") }, http.StatusSeeOther, "", ""},
		{"nothing new", "gzip", func(e *core.RequestEvent) error { return e.NoContent(http.StatusNotModified) }, http.StatusNotModified, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			a, err := answered(t, row.accept, row.handler)
			if err != nil {
				t.Fatal(err)
			}
			if a.StatusCode != row.status || a.Header.Get("Content-Encoding") != row.encoding || a.Header.Get("Vary") != "Accept-Encoding" {
				t.Fatalf("%d, %v", a.StatusCode, a.Header)
			}
			body := io.Reader(a.Body)
			if row.encoding != "" {
				if a.Header.Get("Content-Length") != "" {
					t.Errorf("it claims to be %s bytes long", a.Header.Get("Content-Length"))
				}
				if body, err = gzip.NewReader(a.Body); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := io.ReadAll(body); err != nil || string(got) != row.body {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestAnErrorIsLeftToWhoAnswersIt(t *testing.T) {
	fault := errors.New("no page")
	a, err := answered(t, "gzip", func(*core.RequestEvent) error { return fault })
	if !errors.Is(err, fault) || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("%v, %v", err, a.Header)
	}
}

func TestWhoWaitsHoldsNoCompressor(t *testing.T) {
	_, err := answered(t, "gzip", func(e *core.RequestEvent) error {
		w := e.Response.(*packed)
		w.WriteHeader(http.StatusOK)
		if w.zip != nil {
			t.Error("taken before anything is written")
		}
		_, err := w.Write([]byte("ecco"))
		if w.zip == nil {
			t.Error("not compressed")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWhatIsFlushedCanBeReadAtOnce(t *testing.T) {
	a, err := answered(t, "gzip", func(e *core.RequestEvent) error {
		_, err := io.WriteString(e.Response, "subito")
		flushed := http.NewResponseController(e.Response).Flush()
		rec := e.Response.(*packed).ResponseWriter.(*httptest.ResponseRecorder)
		z, broken := gzip.NewReader(rec.Result().Body)
		if err := errors.Join(err, flushed, broken); err != nil {
			return err
		}
		got := make([]byte, len("subito"))
		if _, err := io.ReadFull(z, got); err != nil || string(got) != "subito" {
			t.Errorf("%q, %v", got, err)
		}
		return nil
	})
	if err != nil || a.StatusCode != http.StatusOK {
		t.Errorf("%d, %v", a.StatusCode, err)
	}
}
