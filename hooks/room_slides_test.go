package hooks_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"aula/internal/testapp"
)

const gigabyte = 1 << 30

// pour sends so many bytes to an address, as fast as they are taken and no more than one block of them in memory, and returns the answer.
// It stops sending when it is answered.
func pour(t *testing.T, method, url, token, kind string, size int64, chunked bool) (int, string) {
	t.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	length := fmt.Sprintf("Content-Length: %d", size)
	if chunked {
		length = "Transfer-Encoding: chunked"
	}
	fmt.Fprintf(conn, "%s /%s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nContent-Type: %s\r\n%s\r\n\r\n", method, path, host, token, kind, length)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		block := []byte("%PDF-1.7\n" + strings.Repeat("\x00", 1<<16-9))
		for left := size; left > 0; left -= int64(len(block)) {
			if chunked {
				fmt.Fprintf(conn, "%x\r\n", len(block))
			}
			if _, err := conn.Write(block); err != nil {
				return // it was refused
			}
			if chunked {
				fmt.Fprint(conn, "\r\n")
			}
		}
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	<-sent
	return answer.StatusCode, string(body)
}

// filesIn are the files below a folder, but for the database's own.
func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(d.Name(), ".db") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestASlideFileOfAGigabyteIsRefusedInWordsWithoutMemoryOrDisk(t *testing.T) {
	scratch := t.TempDir()
	h := newHall(t, nil)
	h.enter(t, "host")
	token := testapp.Token(t, h.people["host"])
	decks := h.url + "/api/aula/webinars/" + h.webinar + "/decks"
	status, body := call(t, http.MethodPost, decks, token, map[string]any{"name": "Lezione", "pages": 1})
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	page := decks + "/" + strings.Split(body, `"`)[3] + "/pages/1"
	before := filesIn(t, h.app.DataDir())
	t.Setenv("TMPDIR", scratch)
	for _, row := range []struct {
		name, method, url, kind string
		size                    int64
		chunked                 bool
		status                  int
		code                    string
	}{
		{"a gigabyte as a page", "PUT", page, "application/pdf", gigabyte, false, 413, "room_slides"},
		{"a gigabyte as a page, of unsaid length", "PUT", page, "application/pdf", gigabyte, true, 413, "room_slides"},
		{"a gigabyte as a deck", "POST", decks, "application/pdf", gigabyte, false, 413, "room_slides"},
		{"a gigabyte as a deck, of unsaid length", "POST", decks, "application/pdf", gigabyte, true, 415, "room_slides"},
		{"a gigabyte in a form", "POST", decks, "multipart/form-data; boundary=x", gigabyte, false, 413, "room_slides"},
		{"a small PDF as a page", "PUT", page, "application/pdf", 1 << 16, false, 415, "room_picture"},
		{"a small PDF as a deck", "POST", decks, "application/pdf", 1 << 16, false, 415, "room_slides"},
	} {
		var start, end runtime.MemStats
		runtime.ReadMemStats(&start)
		status, body := pour(t, row.method, row.url, token, row.kind, row.size, row.chunked)
		runtime.ReadMemStats(&end)
		if status != row.status || codeIn(t, body) != row.code || !strings.Contains(body, "PNG o WebP") {
			t.Errorf("%s: %d %s", row.name, status, body)
		}
		if grown := (end.TotalAlloc - start.TotalAlloc) >> 20; grown > 64 { // of the 1024 that were sent
			t.Errorf("%s: %d MB were allocated", row.name, grown)
		}
	}
	if after := filesIn(t, h.app.DataDir()); len(after) != len(before) {
		t.Errorf("left behind: %v, before %v", after, before)
	}
	if left := filesIn(t, scratch); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, pages := range []int{2000, 301} {
		if status, body := call(t, http.MethodPost, decks, token, map[string]any{"name": "Lunga", "pages": pages}); status != 422 || !strings.Contains(body, "al massimo 300 pagine") {
			t.Errorf("%d pages: %d %s", pages, status, body)
		}
	}
	if n, err := h.app.CountRecords("webinar_deck_pages"); err != nil || n != 0 {
		t.Errorf("%d pages were kept, %v", n, err)
	}
	if n, err := h.app.CountRecords("webinar_decks"); err != nil || n != 1 {
		t.Errorf("%d decks were kept, %v", n, err)
	}
}
