package hours

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/areas"
)

// OutsideCollection is the collection of training that people had elsewhere.
const OutsideCollection = "hours_outside"

// OutsideState says what became of what a person filed.
type OutsideState string

// The states. Who filed may change or withdraw what waits; a decision is never left again, but an acceptance may be cancelled.
const (
	OutsideWaiting   OutsideState = "waiting"
	OutsideAccepted  OutsideState = "accepted"
	OutsideRefused   OutsideState = "refused"
	OutsideCancelled OutsideState = "cancelled" // after it was accepted
)

// OutsideStates are all of them, in the order in which they are offered.
var OutsideStates = []OutsideState{OutsideWaiting, OutsideAccepted, OutsideRefused, OutsideCancelled}

// Decisions that a caller can take.
var (
	ErrNoOutside    = errors.New("training elsewhere not found")
	ErrDecided      = errors.New("training elsewhere was decided on already")
	ErrNotAccepted  = errors.New("training elsewhere is not accepted")
	ErrFiledAnew    = errors.New("training elsewhere was changed meanwhile")
	ErrOwnOutside   = errors.New("nobody decides on their own training")
	ErrNoEmployer   = errors.New("nobody employed the person on the last day")
	ErrTooManyFiled = errors.New("too much training elsewhere waits")
	ErrNoDocument   = errors.New("document is missing")
	ErrDocumentSize = errors.New("document is too large")
	ErrDocumentKind = errors.New("document is neither pdf nor picture")
)

// SameDocument says that the person filed the document before.
type SameDocument struct{ First string } // id of what was filed with it

func (e *SameDocument) Error() string { return "document was filed before, with " + e.First }

const (
	fieldUser         = "user"
	fieldOrganisation = "organisation"
	fieldTitle        = "title"
	fieldHolder       = "holder"
	fieldFrom         = "from"
	fieldUntil        = "until"
	fieldMinutes      = "minutes"
	fieldArea         = "area"
	fieldCompulsory   = "compulsory"
	fieldFile         = "file"
	fieldFileName     = "name"
	fieldFileType     = "type"
	fieldFileSize     = "size"
	fieldSHA256       = "sha256"
	fieldShared       = "shared"
	fieldState        = "state"
	fieldAccepted     = "accepted"
	fieldReason       = "reason"
	fieldBy           = "by"
	fieldDecided      = "decided"
	fieldRevision     = "revision"
)

// Filed is training that a person had elsewhere, as they filed it for their organisation to decide on.
type Filed struct{ core.BaseRecordProxy }

// FiledOf reads a record of OutsideCollection.
func FiledOf(r *core.Record) *Filed { return newFiled(r) }

func newFiled(r *core.Record) *Filed {
	o := &Filed{}
	o.SetProxyRecord(r)
	return o
}

func (o *Filed) User() string         { return o.GetString(fieldUser) }
func (o *Filed) Organisation() string { return o.GetString(fieldOrganisation) } // which decides
func (o *Filed) Title() string        { return o.GetString(fieldTitle) }
func (o *Filed) Holder() string       { return o.GetString(fieldHolder) }         // who held it
func (o *Filed) From() time.Time      { return o.GetDateTime(fieldFrom).Time() }  // beginning of the first day
func (o *Filed) Until() time.Time     { return o.GetDateTime(fieldUntil).Time() } // beginning of the last day, to which its hours belong
func (o *Filed) Minutes() int         { return o.GetInt(fieldMinutes) }           // as filed
func (o *Filed) Area() areas.Area     { return areas.Area(o.GetString(fieldArea)) }
func (o *Filed) Compulsory() bool     { return o.GetBool(fieldCompulsory) }
func (o *Filed) SHA256() string       { return o.GetString(fieldSHA256) } // of the document
func (o *Filed) IsShared() bool       { return o.GetBool(fieldShared) }   // somebody else had filed the document before
func (o *Filed) State() OutsideState  { return OutsideState(o.GetString(fieldState)) }
func (o *Filed) Accepted() int        { return o.GetInt(fieldAccepted) }            // minutes, once accepted
func (o *Filed) Reason() string       { return o.GetString(fieldReason) }           // of the decision, for who filed
func (o *Filed) By() string           { return o.GetString(fieldBy) }               // who decided
func (o *Filed) Decided() time.Time   { return o.GetDateTime(fieldDecided).Time() } // zero while it waits
func (o *Filed) Revision() int        { return o.GetInt(fieldRevision) }
func (o *Filed) Sent() time.Time      { return o.GetDateTime("created").Time() }
func (o *Filed) Waits() bool          { return o.State() == OutsideWaiting }

// Corrected tells whether it was accepted with other hours than were filed.
func (o *Filed) Corrected() bool {
	return o.State() == OutsideAccepted && o.Accepted() != o.Minutes()
}

// Key names it in the ledger.
func (o *Filed) Key() string { return "outside:" + o.Id }

// stillWaits returns what may still be changed or decided on. It returns ErrDecided, and ErrFiledAnew for one that is no more as
// revision knew it.
func (o *Filed) stillWaits(revision int) error {
	switch {
	case !o.Waits():
		return fmt.Errorf("training elsewhere %s: %w", o.Id, ErrDecided)
	case o.Revision() != revision:
		return fmt.Errorf("training elsewhere %s: %w", o.Id, ErrFiledAnew)
	}
	return nil
}
