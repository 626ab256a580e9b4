package audit

import "cmp"

// Act is what was done, in words below "audit.act." in the locales.
type Act string

// The acts. One that is no longer done stays: entries name it.
const (
	RoleChanged          Act = "role.changed"
	AccountDeleted       Act = "account.deleted"
	MembershipAdded      Act = "membership.added"
	MembershipChanged    Act = "membership.changed"
	MembershipEnded      Act = "membership.ended"
	InvitationSent       Act = "invitation.sent" // once more
	PeopleImported       Act = "people.imported"
	CourseAssigned       Act = "course.assigned"
	AssignmentWithdrawn  Act = "assignment.withdrawn"
	OrganisationChanged  Act = "organisation.changed"
	CentreChanged        Act = "centre.changed"
	CertificateRevoked   Act = "certificate.revoked"
	CertificateRenamed   Act = "certificate.renamed"
	CertificateReissued  Act = "certificate.reissued"
	CourseImported       Act = "course.imported"
	CoursePublished      Act = "course.published"
	CourseWithdrawn      Act = "course.withdrawn"
	CourseDeleted        Act = "course.deleted"
	MarkGiven            Act = "mark.given"
	MarkChanged          Act = "mark.changed"
	QuizRegraded         Act = "quiz.regraded"
	AccommodationGranted Act = "accommodation.granted"
	AccommodationEnded   Act = "accommodation.ended"
	AttendanceCorrected  Act = "attendance.corrected"
	EditionPlanned       Act = "edition.planned"
	EditionChanged       Act = "edition.changed"
	EditionCancelled     Act = "edition.cancelled"
	ClassClosed          Act = "class.closed"    // the register of a session
	ClassCorrected       Act = "class.corrected" // a closed one
	SeatGiven            Act = "seat.given"      // by somebody else than who has it
	SeatTaken            Act = "seat.taken"      // from somebody, or refused
	RecordingDeleted     Act = "recording.deleted"
	RecordingPublished   Act = "recording.published"
	RecordingWithdrawn   Act = "recording.withdrawn"
	MediaTokenGiven      Act = "media_token.given"
	MediaTokenWithdrawn  Act = "media_token.withdrawn"
	BackupStarted        Act = "backup.started"
	BackupRestored       Act = "backup.restored"
	JobDiscarded         Act = "job.discarded"
	DataExported         Act = "data.exported"
	FactorReset          Act = "factor.reset"
	KeysRotated          Act = "keys.rotated"
	ProvidersChanged     Act = "providers.changed" // of identities
	OutsideAccepted      Act = "outside.accepted"  // training that somebody had elsewhere
	OutsideRefused       Act = "outside.refused"
	OutsideCancelled     Act = "outside.cancelled" // its acceptance
	LookBegan            Act = "look.began"        // staff see the academy as the person
	LookEnded            Act = "look.ended"
	CardsBegun           Act = "cards.begun" // a class gives out cards from now on
	CardsMade            Act = "cards.made"  // of a class
	CardsRenewed         Act = "cards.renewed"
	CardsVouched         Act = "cards.vouched"
	CardsReopened        Act = "cards.reopened"
	CardUnlocked         Act = "card.unlocked"
	CardEnded            Act = "card.ended"
	CardConsentBack      Act = "card.consent_back" // of a child
	CardAccountAsked     Act = "card.account_asked"
	CardBecameAccount    Act = "card.became_account"
	DashboardChanged     Act = "dashboard.changed" // any record, by a superuser
	RetentionChanged     Act = "retention.changed"
	DataExpired          Act = "data.expired" // by the rules of retention
	RegisterChanged      Act = "register.changed"
	NoticePublished      Act = "notice.published"
	PackageMade          Act = "package.made" // for preservation
)

// Acts are all of them, in the order in which they are offered.
var Acts = []Act{
	RoleChanged, AccountDeleted, MembershipAdded, MembershipChanged, MembershipEnded, InvitationSent, PeopleImported, CourseAssigned, AssignmentWithdrawn,
	OrganisationChanged, CentreChanged,
	CertificateRevoked, CertificateRenamed, CertificateReissued, CourseImported, CoursePublished, CourseWithdrawn, CourseDeleted,
	MarkGiven, MarkChanged, QuizRegraded, AccommodationGranted, AccommodationEnded, AttendanceCorrected, EditionPlanned, EditionChanged, EditionCancelled, ClassClosed, ClassCorrected, SeatGiven, SeatTaken, RecordingPublished,
	RecordingWithdrawn, RecordingDeleted, MediaTokenGiven, MediaTokenWithdrawn, BackupStarted, BackupRestored, JobDiscarded, DataExported,
	FactorReset, KeysRotated, ProvidersChanged, OutsideAccepted, OutsideRefused, OutsideCancelled, LookBegan, LookEnded, RetentionChanged, DataExpired, RegisterChanged, NoticePublished, PackageMade,
	CardsBegun, CardsMade, CardsRenewed, CardsVouched, CardsReopened, CardUnlocked, CardEnded, CardConsentBack, CardAccountAsked, CardBecameAccount, DashboardChanged,
}

// On is the entry of the act on something, with details as pairs of a key and a value. Who acts is to be added.
func (a Act) On(kind Kind, id string, details ...string) Entry {
	e := Entry{Act: a, On: Object{kind, id}}
	if len(details) > 0 {
		e.Details = map[string]string{}
	}
	for i := 0; i+1 < len(details); i += 2 {
		e.Details[details[i]] = details[i+1]
	}
	return e
}

// DoneBy is the entry with who acted: the id of a person or Operator; nobody is System.
func (e Entry) DoneBy(who string) Entry {
	e.By = cmp.Or(who, System)
	return e
}

// Kind is what kind of thing was acted on, in words below "audit.kind.".
type Kind string

// The kinds. Their ids are those of the records.
const (
	Person       Kind = "person"
	Organisation Kind = "organisation"
	Centre       Kind = "centre" // there is only one
	Certificate  Kind = "certificate"
	Course       Kind = "course"
	Quiz         Kind = "quiz"
	Attempt      Kind = "attempt"
	Webinar      Kind = "webinar"
	Edition      Kind = "edition"
	Recording    Kind = "recording"
	Backup       Kind = "backup"
	Job          Kind = "job"
	Log          Kind = "log"      // this one; there is only one
	Provider     Kind = "provider" // who vouches for people
	Key          Kind = "key"      // its id is its purpose
	Card         Kind = "card"
	Record       Kind = "record" // of whatever collection; its id is COLLECTION/ID
)

// Kinds are all of them, in the order in which they are offered.
var Kinds = []Kind{Person, Organisation, Centre, Certificate, Course, Quiz, Attempt, Webinar, Edition, Recording, Backup, Job, Log, Provider, Key, Card, Record}
