package e2e

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// postOffice is a mail server that keeps what it is given.
type postOffice struct {
	host, port string
	mu         sync.Mutex
	letters    []letter
}

type letter struct{ from, to, content string }

// newPostOffice opens one on a free port until the test ends.
func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{}
	o.host, o.port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { o.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return o
}

// serve speaks as much of RFC 5321 as one sender needs.
func (o *postOffice) serve(c net.Conn) {
	defer c.Close()
	say := func(text string) { fmt.Fprint(c, text+"\r\n") }
	say("220 posta di prova")
	var now letter
	for in := bufio.NewScanner(c); in.Scan(); {
		verb, rest, _ := strings.Cut(in.Text(), " ")
		switch strings.ToUpper(verb) {
		case "MAIL":
			now = letter{from: rest}
		case "RCPT":
			now.to += rest
		case "DATA":
			say("354 avanti")
			now.content = dotted(in)
			o.keep(now)
		case "QUIT":
			say("221 ciao")
			return
		}
		say("250 bene")
	}
}

// dotted reads a message up to the line that ends it.
func dotted(in *bufio.Scanner) string {
	var b strings.Builder
	for in.Scan() && in.Text() != "." {
		b.WriteString(strings.TrimPrefix(in.Text(), ".") + "\r\n")
	}
	return b.String()
}

func (o *postOffice) keep(l letter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.letters = append(o.letters, l)
}

// to returns the newest message to a mailbox, empty while there is none.
func (o *postOffice) to(mailbox string) letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i := len(o.letters) - 1; i >= 0; i-- {
		if strings.Contains(o.letters[i].to, mailbox) {
			return o.letters[i]
		}
	}
	return letter{}
}
