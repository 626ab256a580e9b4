package cns

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// Revocation says whether it was looked up that a card was reported lost or withdrawn.
type Revocation string

const (
	// Checked: a list of the authority that holds now does not name the card.
	Checked Revocation = "checked"
	// Unchecked: the folder has no list of this authority that is for this card.
	Unchecked Revocation = "unchecked"
	// Outdated: the list should have been replaced by a newer one. Who is not on it may have been revoked since.
	Outdated Revocation = "outdated"
)

// revocations are the certificates that an authority revoked, as of one list.
type revocations struct {
	authority *x509.Certificate
	from, to  time.Time
	points    []string // addresses of the part that this list is of; none: it is the whole
	serials   map[string]bool
}

var oidPoint = asn1.ObjectIdentifier{2, 5, 29, 28}

// issuingPoint is what a list says that it covers (RFC 5280, section 5.2.5).
type issuingPoint struct {
	Name struct {
		Full []asn1.RawValue `asn1:"optional,tag:0"`
	} `asn1:"optional,tag:0"`
	People     bool           `asn1:"optional,tag:1"`
	CAs        bool           `asn1:"optional,tag:2"`
	Reasons    asn1.BitString `asn1:"optional,tag:3"`
	Indirect   bool           `asn1:"optional,tag:4"`
	Attributes bool           `asn1:"optional,tag:5"`
}

// addList takes a list that an authority of the folder signed.
func (t *Trust) addList(list *x509.RevocationList) (code string) {
	points, whole := covered(list)
	if !whole {
		return "list_partial"
	}
	for _, authority := range t.authorities {
		if !bytes.Equal(list.RawIssuer, authority.RawSubject) || list.CheckSignatureFrom(authority) != nil {
			continue
		}
		serials := make(map[string]bool, len(list.RevokedCertificateEntries))
		for _, entry := range list.RevokedCertificateEntries {
			serials[string(entry.SerialNumber.Bytes())] = true
		}
		t.lists = append(t.lists, revocations{authority, list.ThisUpdate, list.NextUpdate, points, serials})
		return ""
	}
	return "list_unsigned"
}

// covered returns of which part a list is, and whether it names all cards of that part: not only changes, some reasons, or others'.
func covered(list *x509.RevocationList) (points []string, whole bool) {
	for _, extension := range list.Extensions {
		switch {
		case extension.Id.Equal(oidPoint):
			var point issuingPoint
			rest, err := asn1.Unmarshal(extension.Value, &point)
			if err != nil || len(rest) > 0 || point.CAs || point.Indirect || point.Attributes || point.Reasons.BitLength > 0 {
				return nil, false
			}
			for _, name := range point.Name.Full {
				points = append(points, string(name.Bytes))
			}
		case extension.Critical: // one of changes only is marked so (section 5.2.4)
			return nil, false
		}
	}
	return points, true
}

// revocation returns Revoked, or how well it was looked up.
func (t *Trust) revocation(certificate *x509.Certificate, now time.Time) (Revocation, error) {
	state := Unchecked
	for _, list := range t.lists {
		if !bytes.Equal(certificate.RawIssuer, list.authority.RawSubject) || certificate.CheckSignatureFrom(list.authority) != nil {
			continue
		}
		if list.serials[string(certificate.SerialNumber.Bytes())] {
			return "", refuse(Revoked, "the authority's list names the card")
		}
		shares := func(point string) bool { return slices.Contains(certificate.CRLDistributionPoints, point) }
		switch {
		case len(list.points) > 0 && !slices.ContainsFunc(list.points, shares):
		case now.Before(list.from) || !now.Before(list.to):
			if state == Unchecked {
				state = Outdated
			}
		default:
			state = Checked
		}
	}
	return state, nil
}
