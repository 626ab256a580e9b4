package post_test

import (
	"errors"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"aula/internal/post"
	"aula/internal/testapp"
)

func TestWhoseFaultItIsWhenALetterIsNotTaken(t *testing.T) {
	rows := []struct {
		name         string
		verb, answer string
		want         error // nil: this letter may be taken later
	}{
		{"shut for maintenance", "", "421 4.3.2 back soon", post.ErrAway},
		{"hangs up at once", "", "hang up", post.ErrAway},
		{"speaks no SMTP", "", "HTTP/1.1 400 Bad Request", post.ErrAway},
		{"does not know us", "EHLO", "550 who are you", post.ErrAway},
		{"our sender is not allowed", "MAIL", "550 5.7.1 not your address", post.ErrAway},
		{"hangs up when told the sender", "MAIL", "hang up", post.ErrAway},
		{"no such mailbox", "RCPT", "550 5.1.1 no such user", post.ErrRefused},
		{"mailbox closed", "RCPT", "521 closed", post.ErrRefused},
		{"grey list", "RCPT", "451 4.7.1 come back later", nil},
		{"mailbox full for now", "RCPT", "452 4.2.2 full", nil},
		{"wants us to sign in", "RCPT", "530 authentication required", nil},
		{"does not relay for us", "RCPT", "550 5.7.1 relaying denied", nil},
		{"one mailbox makes it hang up", "RCPT", "hang up", nil},
		{"content refused", ".", "554 5.6.0 malformed", post.ErrRefused},
		{"content refused for now", ".", "451 scanner is down", nil},
		{"hangs up after the content", ".", "hang up", nil},
		{"no data wanted", "DATA", "503 why", post.ErrRefused},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			office := testapp.NewPostOffice(t)
			office.Answer(func(verb, _ string) string {
				if verb == row.verb || row.verb == "EHLO" && verb == "HELO" {
					return row.answer
				}
				return ""
			})
			err := send(t, office, "ada@example.org")
			if err == nil {
				t.Fatal("taken")
			}
			for _, known := range []error{post.ErrAway, post.ErrRefused} {
				if errors.Is(err, known) != (known == row.want) {
					t.Errorf("judged %v", err)
				}
			}
		})
	}
}

func TestAServerThatIsNotThereIsAway(t *testing.T) {
	office := testapp.NewPostOffice(t)
	office.Close()
	if err := send(t, office, "ada@example.org"); !errors.Is(err, post.ErrAway) {
		t.Error(err)
	}
}

func TestAServerThatSaysNothingIsNotWaitedForForEver(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	silent := post.Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Within: 50 * time.Millisecond}
	if err := silent.Send(t.Context(), "aula@example.it", []string{"ada@example.org"}, nil); !errors.Is(err, post.ErrAway) {
		t.Error(err)
	}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	office := testapp.NewPostOffice(t)
	if err := send(t, office, "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	letters, _ := office.Letters()
	if len(letters) != 1 {
		t.Fatal(letters)
	}
	m, err := mail.ReadMessage(strings.NewReader(letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Message-Id": "<one@example.it>", "Auto-Submitted": "auto-generated", "To": "<ada@example.org>",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if from, err := mail.ParseAddress(m.Header.Get("From")); err != nil || from.Name != "Città" || from.Address != "aula@example.it" {
		t.Errorf("from %v, %v", from, err)
	}
	if !strings.Contains(letters[0], "\r\n.\r\nciao\r\n") {
		t.Errorf("the line with a point alone is changed:\n%s", letters[0])
	}
}

func TestNobodySmugglesAHeader(t *testing.T) {
	l := letterTo("ada@example.org")
	l.Headers["X-Name"] = "a\r\nBcc: everybody@example.org"
	if _, err := l.Bytes(time.Now()); err == nil {
		t.Error("written")
	}
}

func letterTo(mailbox string) post.Letter {
	return post.Letter{
		From: mail.Address{Name: "Città", Address: "aula@example.it"}, To: []mail.Address{{Address: mailbox}}, ID: "one@example.it",
		Subject: "È pronto", Text: ".\nciao", HTML: "<p>ciao</p>", Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	}
}

func send(t *testing.T, office *testapp.PostOffice, mailbox string) error {
	t.Helper()
	content, err := letterTo(mailbox).Bytes(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	server := post.Server{Host: office.Host, Port: office.Port}
	return server.Send(t.Context(), "aula@example.it", []string{mailbox}, content)
}
