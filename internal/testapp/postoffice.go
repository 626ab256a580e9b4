package testapp

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// PostOffice is a mail server that keeps the letters it is given, and can be away, busy or rude.
type PostOffice struct {
	Host string
	Port int

	t       testing.TB
	open    net.Listener // nil while it is away
	running sync.WaitGroup
	mu      sync.Mutex
	letters []string
	calls   int
	answer  func(verb, rest string) string
}

// NewPostOffice opens one on a free port until the test ends.
func NewPostOffice(t testing.TB) *PostOffice {
	t.Helper()
	o := &PostOffice{t: t, Host: "127.0.0.1"}
	o.Open()
	t.Cleanup(o.Close)
	return o
}

// Open lets it answer, where it did before.
func (o *PostOffice) Open() {
	o.t.Helper()
	l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", o.Host, o.Port))
	if err != nil {
		o.t.Fatal(err)
	}
	o.open, o.Port = l, l.Addr().(*net.TCPAddr).Port
	o.running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			o.running.Go(func() { o.serve(c) })
		}
	})
}

// Close makes it go away; letters stay.
func (o *PostOffice) Close() {
	if o.open != nil {
		_ = o.open.Close() // it is only listening
		o.open = nil
	}
	o.running.Wait()
}

// Answer lets f choose what is said to a verb ("" at the greeting, "." to the content); an empty answer is the usual
// one, and "hang up" ends the call.
func (o *PostOffice) Answer(f func(verb, rest string) string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = f
}

// Letters are those that it has taken, as they were sent, and how many calls it had.
func (o *PostOffice) Letters() (letters []string, calls int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.letters...), o.calls
}

var usual = map[string]string{"": "220 posta di prova", "DATA": "354 avanti", "QUIT": "221 ciao"}

func (o *PostOffice) says(verb, rest string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if verb == "" {
		o.calls++
	}
	if o.answer != nil {
		if text := o.answer(verb, rest); text != "" {
			return text
		}
	}
	if text, ok := usual[verb]; ok {
		return text
	}
	return "250 bene"
}

// serve speaks as much of RFC 5321 as one sender needs.
func (o *PostOffice) serve(c net.Conn) {
	defer c.Close()
	reply := func(text string) bool {
		if text == "hang up" {
			return false
		}
		_, err := fmt.Fprint(c, text+"\r\n")
		return err == nil
	}
	if !reply(o.says("", "")) {
		return
	}
	for in := bufio.NewScanner(c); in.Scan(); {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		verb = strings.ToUpper(verb)
		text := o.says(verb, rest)
		if !reply(text) || verb == "QUIT" {
			return
		}
		if verb == "DATA" && strings.HasPrefix(text, "354") {
			letter := content(in)
			text := o.says(".", "")
			if strings.HasPrefix(text, "250") || text == "hang up" { // then the sender never learns that it was taken
				o.mu.Lock()
				o.letters = append(o.letters, letter)
				o.mu.Unlock()
			}
			if !reply(text) {
				return
			}
		}
	}
}

// content reads a letter up to the line that ends it.
func content(in *bufio.Scanner) string {
	var b strings.Builder
	for in.Scan() && in.Text() != "." {
		b.WriteString(strings.TrimPrefix(in.Text(), ".") + "\r\n")
	}
	return b.String()
}
