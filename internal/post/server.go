// Package post writes letters as mail programs read them and hands them to a mail server. It knows no accounts and no
// texts: hooks/mails.go writes those. What it adds to net/smtp is an end to every wait, and a judgement whose fault a
// failure is.
package post

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// What becomes of a letter that was not taken. Any other error of Send means: this letter may be taken later.
var (
	ErrAway    = errors.New("mail server takes nothing now") // whatever the letter: unreachable, busy, or it does not know us
	ErrRefused = errors.New("mail server refuses this letter for good")
)

// Server is where letters are handed in.
type Server struct {
	Host      string
	Port      int
	Username  string
	Password  string
	Login     bool          // AUTH LOGIN instead of PLAIN
	TLS       bool          // encrypted from the first byte; otherwise STARTTLS where the server offers it
	LocalName string        // how we call ourselves; "localhost" if empty
	Within    time.Duration // a letter is handed in; handedWithin if zero
}

const (
	reachWithin  = 15 * time.Second
	handedWithin = time.Minute // from the first byte to the last
)

// Send hands one letter in. It returns ErrAway or ErrRefused, or what else went wrong, and ends within a minute and a
// quarter whatever the server does.
func (s Server) Send(ctx context.Context, from string, to []string, letter []byte) error {
	conn, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(cmp.Or(s.Within, handedWithin))); err != nil {
		return err
	}
	c, err := s.greet(conn)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer func() { _ = c.Quit() }() // the letter is taken, or it is not
	if err := c.Mail(from); err != nil {
		return fmt.Errorf("%w: sender: %w", ErrAway, err) // all letters have the same sender
	}
	for _, address := range to {
		if err := c.Rcpt(address); err != nil {
			return judge(fmt.Errorf("mailbox %s: %w", address, err))
		}
	}
	return judge(hand(c, letter))
}

func (s Server) dial(ctx context.Context) (net.Conn, error) {
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	dialer := &net.Dialer{Timeout: reachWithin}
	if s.TLS {
		return (&tls.Dialer{NetDialer: dialer, Config: s.tls()}).DialContext(ctx, "tcp", address)
	}
	return dialer.DialContext(ctx, "tcp", address)
}

func (s Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
}

// greet says who we are, encrypts where the server offers it, and signs in where a name is set.
func (s Server) greet(conn net.Conn) (*smtp.Client, error) {
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, err
	}
	if s.LocalName != "" {
		if err := c.Hello(s.LocalName); err != nil {
			return nil, err
		}
	}
	if offered, _ := c.Extension("STARTTLS"); offered && !s.TLS {
		if err := c.StartTLS(s.tls()); err != nil {
			return nil, err
		}
	}
	if s.Username == "" && s.Password == "" {
		return c, nil
	}
	auth := smtp.PlainAuth("", s.Username, s.Password, s.Host)
	if s.Login {
		auth = &login{s.Username, s.Password}
	}
	if err := c.Auth(auth); err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	return c, nil
}

func hand(c *smtp.Client, letter []byte) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(letter); err != nil {
		return err
	}
	return w.Close()
}

// judge tells a refusal for good from one that may pass. A 5xx ends it (RFC 5321, 4.2.1), unless it is about our rights
// (530, and X.7 of RFC 3463: policy and security), which whoever runs the mail server can grant.
func judge(err error) error {
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code < 500 || reply.Code == 530 || strings.HasPrefix(reply.Msg, "5.7.") {
		return err
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}
