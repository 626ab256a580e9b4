package federation

import (
	"errors"
	"net/netip"
	"net/textproto"
	"slices"
	"sync"
	"time"

	"aula/accounts"
	"aula/accounts/cns"
)

const (
	// CNSHeader is the header in which the proxy hands a card's certificate on, unless it is told otherwise.
	CNSHeader = "X-Client-Cert"
	// CNSCard is the page at which the proxy asks for the card.
	CNSCard = "/cns/card"

	// trustHolds is how long the folder is believed to be as it was read.
	trustHolds = 10 * time.Minute
)

// ErrUnchecked says that nobody can tell whether a card was reported lost: there is no list of its authority, or an old one.
var ErrUnchecked = errors.New("sign-in by card: nobody knows whether it was revoked")

// CNSSettings say by which proxy cards are shown, and which are trusted.
type CNSSettings struct {
	Proxies   []netip.Prefix // addresses from which the header counts
	Header    string         // empty: CNSHeader
	Folder    string         // of authorities and their lists of revoked cards
	URL       string         // where the proxy asks for a card; empty: the academy's own address
	Unchecked bool           // take cards too of which nobody knows whether they were revoked
}

// CNS lets people in by their card. It may be used by many at once, and reads its folder again now and then.
type CNS struct {
	settings CNSSettings

	mu       sync.Mutex // guards all below
	trust    *cns.Trust
	problems []cns.Problem
	read     time.Time
}

// CNSState is what is known of the folder.
type CNSState struct {
	Authorities, Lists, Old int           // the old ones are among the lists
	Problems                []cns.Problem // files that are not used
	Header, URL             string
	Unchecked               bool
}

// NewCNS reads the folder. Its error says that the folder cannot be read.
func NewCNS(s CNSSettings, now time.Time) (*CNS, error) {
	if s.Header == "" {
		s.Header = CNSHeader
	}
	c := &CNS{settings: s}
	_, err := c.trusted(now)
	return c, err
}

// trusted reads the folder anew if it was not for a while. If it cannot be read then, what was read before holds on.
func (c *CNS) trusted(now time.Time) (*cns.Trust, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trust != nil && now.Sub(c.read).Abs() < trustHolds {
		return c.trust, nil
	}
	trust, problems, err := cns.Open(c.settings.Folder)
	if err != nil && c.trust == nil {
		return nil, err
	}
	c.read = now
	if err == nil {
		c.trust, c.problems = trust, problems
	}
	return c.trust, err
}

// State is what is known of the folder now. An error says that the folder cannot be read any more.
func (c *CNS) State(now time.Time) (CNSState, error) {
	trust, err := c.trusted(now)
	s := CNSState{Header: c.settings.Header, URL: c.settings.URL, Unchecked: c.settings.Unchecked}
	s.Authorities, s.Lists, s.Old = trust.Count(now)
	c.mu.Lock()
	s.Problems = slices.Clone(c.problems)
	c.mu.Unlock()
	return s, err
}

// URL is where the proxy asks for a card; empty: at the academy's own address.
func (c *CNS) URL() string { return c.settings.URL }

// Read returns who shows their card: header is the request's, and connection the address of the connection itself, which no header names. It
// returns a cns.Code, or ErrUnchecked.
func (c *CNS) Read(header map[string][]string, connection string, now time.Time) (Arrival, error) {
	var remote netip.Addr
	if at, err := netip.ParseAddrPort(connection); err == nil {
		remote = at.Addr()
	}
	certificate, err := cns.FromHeader(textproto.MIMEHeader(header).Values(c.settings.Header), remote, c.settings.Proxies)
	if err != nil {
		return Arrival{}, err
	}
	trust, _ := c.trusted(now)
	who, err := trust.Read(certificate, now)
	if err != nil {
		return Arrival{}, err
	}
	if who.Revocation != cns.Checked && !c.settings.Unchecked {
		return Arrival{}, ErrUnchecked
	}
	return Arrival{
		Attestation: accounts.Attestation{Kind: accounts.ByCNS, Issuer: who.IssuedBy, TaxCode: who.TaxCode, Given: who.GivenName, Family: who.FamilyName},
		Strong:      true, // the card, and its PIN
	}, nil
}
