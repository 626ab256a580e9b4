// Package certificates decides who has earned a certificate, numbers it, draws and signs it, and says
// whether it still holds. It issues nothing that courses does not call complete.
//
// A certificate copies its facts: nothing that is deleted, renamed or drawn anew later changes it. What may
// change, and how, is in Guard. Its JSON route is in hooks/certificates.go, its pages in
// pages/certificate_*.go, its command in internal/commands/certificates_verify.go; the page of the PDF is
// laid out by internal/documents.
package certificates

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Decisions that a caller can take.
var (
	ErrNotFound     = errors.New("certificate not found")
	ErrNone         = errors.New("course gives no certificate")
	ErrNotEarned    = errors.New("course is not complete")
	ErrEnded        = errors.New("certificate was revoked or expired, and none is issued again by itself")
	ErrNotInForce   = errors.New("certificate is not in force")
	ErrNotRenewable = errors.New("certificate does not end soon, or was revoked")
	ErrNoReason     = errors.New("revocation needs a reason")
	ErrName         = errors.New("name is missing or too long")
	ErrImmutable    = errors.New("certificate cannot be changed")
	ErrDamaged      = errors.New("stored pdf is not the one that was issued")
	ErrUnknown      = errors.New("file is signed, but is none of the certificates issued")
)

// Collection is the collection of certificates.
const Collection = "certificates"

// State says whether a certificate holds.
type State string

// The states. Only Valid is in force; none of the others is ever left again.
const (
	Valid    State = "valid"
	Replaced State = "replaced" // by one with a corrected name
	Revoked  State = "revoked"
	Expired  State = "expired"
)

const (
	fieldEnrolment  = "enrolment"
	fieldUser       = "user"
	fieldCode       = "code"
	fieldNumber     = "number"
	fieldFacts      = "facts"
	fieldLocale     = "locale"
	fieldState      = "state"
	fieldReason     = "reason"
	fieldReplaces   = "replaces"
	fieldReplacedBy = "replaced_by"
	fieldIssued     = "issued"
	fieldEnded      = "ended"
	fieldSHA256     = "sha256"
	fieldPDF        = "pdf"
	fieldReminded   = "reminded" // how many days before its end the holder was told last; 0: not yet
)

// Certificate is one attestato.
type Certificate struct{ core.BaseRecordProxy }

// CertificateOf reads a record of Collection as a certificate.
func CertificateOf(r *core.Record) *Certificate { return newCertificate(r) }

func newCertificate(r *core.Record) *Certificate {
	c := &Certificate{}
	c.SetProxyRecord(r)
	return c
}

func (c *Certificate) Enrolment() string  { return c.GetString(fieldEnrolment) } // empty when it is gone
func (c *Certificate) User() string       { return c.GetString(fieldUser) }      // empty when the person is gone
func (c *Certificate) Code() string       { return c.GetString(fieldCode) }
func (c *Certificate) Number() string     { return c.GetString(fieldNumber) } // "2026/000123"
func (c *Certificate) Locale() string     { return c.GetString(fieldLocale) } // language that it is drawn in
func (c *Certificate) State() State       { return State(c.GetString(fieldState)) }
func (c *Certificate) Reason() string     { return c.GetString(fieldReason) }     // of the revocation, for staff
func (c *Certificate) Replaces() string   { return c.GetString(fieldReplaces) }   // id of the one that it corrects
func (c *Certificate) ReplacedBy() string { return c.GetString(fieldReplacedBy) } // id of the one that corrects it
func (c *Certificate) Issued() time.Time  { return c.GetDateTime(fieldIssued).Time() }
func (c *Certificate) Ended() time.Time   { return c.GetDateTime(fieldEnded).Time() } // zero while in force
func (c *Certificate) SHA256() string     { return c.GetString(fieldSHA256) }         // of the PDF; empty until it is drawn
func (c *Certificate) IsDrawn() bool      { return c.SHA256() != "" }

// Holds tells whether the certificate is in force.
func (c *Certificate) Holds() bool { return c.State() == Valid }

// Facts are what the certificate states. They were copied when it was issued.
func (c *Certificate) Facts() Facts {
	var f Facts
	_ = c.UnmarshalJSONField(fieldFacts, &f) // Issue wrote it
	return f
}
