package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

const (
	// patience is how long a provider may take over everything that one request of a person needs.
	patience = 15 * time.Second
	// keyPatience ends the fetching of keys, which goes on for others when one of those who wait for them has gone.
	keyPatience = 2 * patience
	// largestAnswer bounds what a provider sends at once. Entra ID's keys are the largest that is known: 25 KB.
	largestAnswer = 512 << 10
	mostRedirects = 3
)

// guard lets requests go where a provider may live, and no answer be larger than it needs to be. Addresses come from the provider:
// were plain http allowed in them, it could make us speak to whatever listens beside us.
type guard struct {
	base     http.RoundTripper
	loopback bool // the issuer itself is on loopback by http, for trying things out
}

// RoundTrip refuses with Setup what is not allowed.
func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.allow(req.URL); err != nil {
		return nil, err
	}
	answer, err := g.base.RoundTrip(req)
	if err == nil {
		answer.Body = &bounded{answer.Body, largestAnswer}
	}
	return answer, err
}

func (g guard) allow(u *url.URL) error {
	if u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && !(g.loopback && isLoopback(u)) {
		return fault("not_https", u.Scheme+"://"+u.Host, "address %s://%s is not one of https", u.Scheme, u.Host)
	}
	return nil
}

func isLoopback(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// bounded fails, rather than ends, where an answer is too large.
type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fault("too_large", "", "answer is larger than %d bytes", largestAnswer)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func newGuard(issuer string) guard {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxResponseHeaderBytes = 64 << 10
	u, err := url.Parse(issuer)
	return guard{base, err == nil && isLoopback(u)}
}

// checkRedirect lets public documents move. What carries a secret, a code or a token goes nowhere else.
func checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case via[0].Method != http.MethodGet || via[0].Header.Get("Authorization") != "":
		return refuse(Setup, "an address that is told secrets redirects to %s", req.URL.Host)
	case len(via) > mostRedirects:
		return fault("redirects", "", "redirects without end")
	}
	return nil
}

// fetch reads a public document, or with a token what the token opens. It returns the answer's type too.
func (p *Provider) fetch(ctx context.Context, address, token string) (body []byte, kind string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", refuse(Setup, "an address cannot be read")
	}
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := p.client.Do(req)
	if err != nil {
		return nil, "", away(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("%w: %w", byStatus(answer.StatusCode), &Fault{"status", strconv.Itoa(answer.StatusCode), fmt.Sprintf("%s answers %d", req.URL.Host, answer.StatusCode)})
	}
	if body, err = io.ReadAll(answer.Body); err != nil {
		return nil, "", away(err)
	}
	return body, answer.Header.Get("Content-Type"), nil
}

// away makes the provider unavailable if the error has no code of its own.
func away(err error) error {
	var code Code
	if errors.As(err, &code) {
		return err
	}
	return refuse(Unavailable, "%w", err)
}

func byStatus(status int) Code {
	if status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout {
		return Unavailable
	}
	return Setup
}
