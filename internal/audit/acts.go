package audit

// Act is what was done, in words below "audit.act." in the locales.
type Act string

// The acts. One that is no longer done stays: entries name it.
const (
	RoleChanged          Act = "role.changed"
	AccountDeleted       Act = "account.deleted"
	MembershipAdded      Act = "membership.added"
	MembershipEnded      Act = "membership.ended"
	PeopleImported       Act = "people.imported"
	OrganisationChanged  Act = "organisation.changed"
	CentreChanged        Act = "centre.changed"
	CertificateRevoked   Act = "certificate.revoked"
	CertificateRenamed   Act = "certificate.renamed"
	CoursePublished      Act = "course.published"
	CourseWithdrawn      Act = "course.withdrawn"
	CourseDeleted        Act = "course.deleted"
	MarkGiven            Act = "mark.given"
	QuizRegraded         Act = "quiz.regraded"
	AccommodationGranted Act = "accommodation.granted"
	AttendanceCorrected  Act = "attendance.corrected"
	RecordingDeleted     Act = "recording.deleted"
	RecordingPublished   Act = "recording.published"
	MediaTokenGiven      Act = "media_token.given"
	MediaTokenWithdrawn  Act = "media_token.withdrawn"
	BackupStarted        Act = "backup.started"
	JobDiscarded         Act = "job.discarded"
	DataExported         Act = "data.exported"
)

// Acts are all of them, in the order in which they are offered.
var Acts = []Act{
	RoleChanged, AccountDeleted, MembershipAdded, MembershipEnded, PeopleImported, OrganisationChanged, CentreChanged,
	CertificateRevoked, CertificateRenamed, CoursePublished, CourseWithdrawn, CourseDeleted, MarkGiven, QuizRegraded,
	AccommodationGranted, AttendanceCorrected, RecordingDeleted, RecordingPublished, MediaTokenGiven, MediaTokenWithdrawn,
	BackupStarted, JobDiscarded, DataExported,
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
	Recording    Kind = "recording"
	Backup       Kind = "backup"
	Job          Kind = "job"
	Log          Kind = "log" // this one; there is only one
)

// Kinds are all of them, in the order in which they are offered.
var Kinds = []Kind{Person, Organisation, Centre, Certificate, Course, Quiz, Attempt, Webinar, Recording, Backup, Job, Log}
