package e2e

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slowCall is a request of which half is sent.
type slowCall struct {
	conn net.Conn
	in   *bufio.Reader
	rest string
}

// callsSlowly sends the first half of a sign-in and waits until the program reads it.
func (h *house) callsSlowly(t *testing.T) *slowCall {
	t.Helper()
	address := strings.TrimPrefix(h.url, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	a := h.accounts["learner"]
	body := fmt.Sprintf(`{"identity":%q,"password":%q}`, a.Email, a.Password)
	half := len(body) / 2
	_, err = fmt.Fprintf(conn, "POST /api/collections/users/auth-with-password HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		address, len(body))
	if err != nil {
		t.Fatal(err)
	}
	c := &slowCall{conn, bufio.NewReader(conn), body[half:]}
	if line, err := c.in.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := c.in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, body[:half]); err != nil {
		t.Fatal(err)
	}
	return c
}

// ends sends the other half and returns the answer.
func (c *slowCall) ends(t *testing.T) (status int, body string) {
	t.Helper()
	if _, err := io.WriteString(c.conn, c.rest); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		t.Fatalf("the answer was cut: %v", err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("the answer was cut: %v", err)
	}
	return res.StatusCode, string(content)
}

// listens opens a stream of news, which has no end of its own, and returns what tells its end.
func (h *house) listens(t *testing.T) <-chan error {
	t.Helper()
	res, err := http.Get(h.url + "/api/realtime")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	in := bufio.NewReader(res.Body)
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, in)
		ended <- err
	}()
	return ended
}

func (h *house) signal(t *testing.T) {
	t.Helper()
	if err := h.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// goes waits until the program has ended, which must not take as long as it may.
func (h *house) goes(t *testing.T) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { h.said.end(); ended <- h.process.Wait() }()
	select {
	case err := <-ended:
		h.process = nil
		return err
	case <-time.After(patience):
		t.Fatalf("it still runs after %s", patience)
		return nil
	}
}

func (h *house) hearsNobody() bool {
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		return true
	}
	conn.Close()
	return false
}

func TestToldToEndItAnswersWhatItHasBegunAndNothingNew(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	call, stream := h.callsSlowly(t), h.listens(t)
	h.signal(t)
	eventually(t, "end of listening", h.hearsNobody)
	select {
	case <-stream:
	case <-time.After(patience):
		t.Error("a stream goes on")
	}
	if status, body := call.ends(t); status != http.StatusOK || !strings.Contains(body, `"token":`) {
		t.Errorf("answered %d %s", status, body)
	}
	if err := h.goes(t); err != nil {
		t.Errorf("ended with %v", err)
	}
	for _, name := range []string{"data.db-wal", "auxiliary.db-wal"} {
		if _, err := os.Stat(filepath.Join(h.dir, name)); err == nil {
			t.Errorf("%s is left: the database was not closed", name)
		}
	}
}

func TestToldTwiceItEndsAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	h.callsSlowly(t)
	h.signal(t)
	eventually(t, "word that it ends", func() bool { return len(h.said.with("Mi fermo")) == 1 })
	h.signal(t)
	if err := h.goes(t); err == nil {
		t.Error("it says that it ended in order")
	}
}
