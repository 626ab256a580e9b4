package testidp

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/beevik/etree"
)

// Question is what a service asks: a sign-in (Level, Answer is its address for responses, which the demonstration
// knows without its metadata) or the end of a session.
type Question struct {
	ID         string
	Issuer     string
	Level      string
	Answer     string
	RelayState string
	Issued     time.Time
}

// ReadQuery reads a request that came by redirect. It does not verify who asks: nothing here is worth protecting.
func ReadQuery(query url.Values) (Question, error) {
	packed, err := base64.StdEncoding.DecodeString(query.Get("SAMLRequest"))
	if err != nil {
		return Question{}, fmt.Errorf("read the request: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), 1<<20))
	if err != nil {
		return Question{}, fmt.Errorf("read the request: %w", err)
	}
	return readQuestion(raw, query.Get("RelayState"))
}

// ReadForm reads a request that came by POST.
func ReadForm(form url.Values) (Question, error) {
	raw, err := base64.StdEncoding.DecodeString(form.Get("SAMLRequest"))
	if err != nil {
		return Question{}, fmt.Errorf("read the request: %w", err)
	}
	return readQuestion(raw, form.Get("RelayState"))
}

func readQuestion(raw []byte, relayState string) (Question, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(raw); err != nil {
		return Question{}, fmt.Errorf("read the request: %w", err)
	}
	root := doc.Root()
	if root == nil {
		return Question{}, errors.New("read the request: it is empty")
	}
	q := Question{ID: root.SelectAttrValue("ID", ""), RelayState: relayState}
	q.Issued, _ = time.Parse(time.RFC3339Nano, root.SelectAttrValue("IssueInstant", ""))
	if issuer := root.SelectElement("Issuer"); issuer != nil {
		q.Issuer = issuer.Text()
	}
	if class := root.FindElement("./RequestedAuthnContext/AuthnContextClassRef"); class != nil {
		q.Level = class.Text()
	}
	return q, nil
}
