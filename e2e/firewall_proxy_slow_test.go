//go:build soak

package e2e

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// officeProxy is the way out of an office that has no other: CONNECT, to the ports of the web and of TURN over TLS. It alone knows names.
type officeProxy struct {
	net.Listener
	names map[string]string // and what is behind them

	mu    sync.Mutex // guards what follows
	asked []string   // what was let through
	shut  []string   // and what was not
}

// proxy opens one at the office's border.
func (o *office) proxy(names map[string]string) *officeProxy {
	o.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(o.outside, "0"))
	if err != nil {
		o.Fatal(err)
	}
	p := &officeProxy{Listener: l, names: names}
	server := &http.Server{Handler: p}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(l) })
	o.Cleanup(func() {
		_ = server.Close() // connections that were taken over end with the browser
		running.Wait()
	})
	return p
}

func (p *officeProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, port, _ := net.SplitHostPort(r.Host)
	address, known := p.names[host]
	lets := r.Method == http.MethodConnect && known && (port == "443" || port == "5349")
	p.note(r.Method+" "+r.Host, lets)
	if !lets {
		http.Error(w, "not from this office", http.StatusForbidden)
		return
	}
	far, err := net.Dial("tcp", net.JoinHostPort(address, port))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer far.Close()
	near, rest, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer near.Close()
	if _, err := io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	pipe(near, rest, far)
}

// pipe carries both ways until one ends.
func pipe(near net.Conn, said *bufio.ReadWriter, far net.Conn) {
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(far, said); far.Close() })
	both.Go(func() { _, _ = io.Copy(near, far); near.Close() })
	both.Wait()
}

func (p *officeProxy) note(what string, lets bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := &p.shut
	if lets {
		list = &p.asked
	}
	if !slices.Contains(*list, what) {
		*list = append(*list, what)
	}
}

func (p *officeProxy) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("let through: %s; refused: %s", strings.Join(p.asked, ", "), strings.Join(p.shut, ", "))
}

// front serves an academy's pages over TLS at port 443 of an address.
func front(t *testing.T, h *house, address, certificate, key string) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", net.JoinHostPort(address, "443"), &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	behind, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host
	}}, ErrorLog: log.New(io.Discard, "", 0)}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = server.Close()
		running.Wait()
	})
}

// An office whose browsers have an HTTP proxy and nothing else, not even names, holds and follows a webinar: pages, the room and the relay over
// TLS pass by CONNECT.
func TestAWebinarPassesAnOfficesProxy(t *testing.T) {
	o := newOffice(t)
	certificate, key := ownCertificate(t, o.second)
	h := newHouse(t, true,
		"--media-address", o.outside, "--media-port", strconv.Itoa(freeUDPPort(t)), "--turn-port", strconv.Itoa(freeUDPPort(t)),
		"--turn-tls-address", o.second, "--turn-name", "turn.aula.example", "--turn-certificate", certificate, "--turn-key", key)
	front(t, h, o.outside, certificate, key)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Dietro un proxy", nil)
	learner := h.newLearner(t, "Ufficio", "Col proxy")
	learner.post(w.path+"/registration", nil)
	proxy := o.proxy(map[string]string{"aula.example": o.outside, "turn.aula.example": o.second})
	o.letsPass("tcp", o.outside, proxy.Addr().(*net.TCPAddr).Port)
	inside := &house{url: "https://aula.example", dir: h.dir, demo: true, browser: o.browser(chromedp.Flag("proxy-server", "http://"+proxy.Addr().String()))}
	host := w.atDoor(t, inside, desktop, staff, 0)
	guest := w.atDoor(t, inside, desktop, learner, 0)
	host.turnsOnMicrophone()
	host.turnsOnCamera()
	for _, r := range []roomTab{host, guest} {
		r.reads("#transport", "cifrati come una pagina web")
	}
	host.enters()
	guest.enters()
	guest.plays(1)
	if got := figure(t, h, `aula_media_ways{way="relay_tls"}`); got != 2 {
		t.Errorf("%v connections are said to go that way", got)
	}
	t.Log(proxy.said())
}
