package hooks_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/internal/body"
)

// What is refused unread may hold what looks like a request: it is none, for a proxy would give its answer to whom the line serves next.
func TestWhatIsRefusedUnreadIsNoRequest(t *testing.T) {
	_, url := newServer(t)
	hidden := "GET /healthz HTTP/1.1\r\nHost: aula\r\n\r\n"
	for _, path := range []string{
		"/api/collections/users/auth-with-password", "/api/collections/users/records", "/api/realtime", "/api/nothing",
		"/api/aula/nothing", "/api/batch", "/sign-in", "/nowhere",
	} {
		for _, more := range []int{300 << 10, 5 << 20, 16 << 20} {
			size := body.Most + more
			line, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer line.Close()
			if err := line.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			go func() { // it may end before all is sent
				_, _ = fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: aula\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", path, size)
				_, _ = io.WriteString(line, strings.Repeat(hidden, size/len(hidden)+1)[:size])
				_ = line.(*net.TCPConn).CloseWrite()
			}()
			in := bufio.NewReader(line)
			first, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Errorf("%s, %d bytes: %v", path, size, err)
				continue
			}
			_, _ = io.Copy(io.Discard, first.Body)
			if first.StatusCode < 400 {
				t.Errorf("%s, %d bytes: %d", path, size, first.StatusCode)
			}
			if second, err := http.ReadResponse(in, nil); err == nil {
				t.Errorf("%s, %d bytes: after %d comes %d", path, size, first.StatusCode, second.StatusCode)
			}
		}
	}
}
