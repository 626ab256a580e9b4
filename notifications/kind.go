package notifications

import (
	"slices"

	"aula/accounts"
)

// Kind is what a notice is about. Each has its texts, the values that they need, and the group in which people choose.
type Kind string

// What learners are told.
const (
	CertificateIssued   Kind = "certificate_issued"
	CertificateRevoked  Kind = "certificate_revoked"
	CertificateEnds     Kind = "certificate_ends"
	QuestionAnswered    Kind = "question_answered"
	EssayMarked         Kind = "essay_marked"
	ResultChanged       Kind = "result_changed" // by marking again
	MarkChanged         Kind = "mark_changed"   // by the person who gave it, or another
	DeadlineComing      Kind = "deadline_coming"
	DeadlineOver        Kind = "deadline_over"
	CourseAssigned      Kind = "course_assigned" // by an organisation, to one of its people
	CourseAssignedUntil Kind = "course_assigned_until"
	CourseRevised       Kind = "course_revised"
)

// What those are told who are registered for a webinar, or wait for a seat.
const (
	WebinarRegistered Kind = "webinar_registered"
	WebinarWaiting    Kind = "webinar_waiting"
	WebinarPromoted   Kind = "webinar_promoted"
	WebinarChanged    Kind = "webinar_changed"
	WebinarSoon       Kind = "webinar_soon"
	WebinarCancelled  Kind = "webinar_cancelled"
	WebinarThanks     Kind = "webinar_thanks"
	WebinarCredit     Kind = "webinar_credit"  // thanks, and the course that presence counts for
	WebinarRemoved    Kind = "webinar_removed" // by those who run it
)

// What those are told who have a seat in an edition of a course, or want one.
const (
	EditionSeat      Kind = "edition_seat"
	EditionWaiting   Kind = "edition_waiting"
	EditionPromoted  Kind = "edition_promoted"
	EditionRefused   Kind = "edition_refused"
	EditionRemoved   Kind = "edition_removed"
	EditionSoon      Kind = "edition_soon"    // it meets tomorrow
	EditionMoved     Kind = "edition_moved"   // one of its sessions
	EditionChanged   Kind = "edition_changed" // it has a session more or less
	EditionCancelled Kind = "edition_cancelled"
	EditionNews      Kind = "edition_news"  // what its facilitators announce
	EditionAsked     Kind = "edition_asked" // those who hold it: somebody asks for a seat
)

// What those are told who hold an edition, about one of its sessions.
const (
	RegisterWaiting     Kind = "register_waiting"      // it is over, and nobody has closed its register
	SessionWebinarMoved Kind = "session_webinar_moved" // its webinar is no more when people meet in the room
	SessionWebinarOff   Kind = "session_webinar_off"   // its webinar was called off
)

// RecordingGoes is what those are told who host a webinar: when its recording is deleted by itself.
const RecordingGoes Kind = "recording_goes"

// PeopleDue is what those who answer for an organisation are told: how much of what it asked of its people is late or due soon.
const PeopleDue Kind = "people_due"

// PersonErased is what those who answer for an organisation are told: that somebody of it has erased the account. Not who.
const PersonErased Kind = "person_erased"

// What people are told of training that they had elsewhere, and those who answer for an organisation and decide on it.
const (
	OutsideAccepted  Kind = "outside_accepted"
	OutsideCorrected Kind = "outside_corrected" // accepted with other hours
	OutsideRefused   Kind = "outside_refused"
	OutsideCancelled Kind = "outside_cancelled" // an acceptance was
	OutsideWaiting   Kind = "outside_waiting"
	OutsideShared    Kind = "outside_shared" // somebody else had filed the same document
)

// What those are told who hold a class of people who come by cards.
const (
	CardLocked Kind = "card_locked" // a PIN was wrong too often
	CardsTried Kind = "cards_tried" // somebody goes from card to card
)

// What those who run the academy are told.
const (
	AdhesionEnds  Kind = "adhesion_ends"
	EssayWaiting  Kind = "essay_waiting"
	QuestionAsked Kind = "question_asked"
	JobFailed     Kind = "job_failed"
	BackupFailed  Kind = "backup_failed"
)

// values are those that the texts of each kind need; Tell refuses a notice that lacks one. A name that ends in _key holds the
// key of a text, one that ends in _date a moment as RFC 3339, one that ends in _moment such a moment and its time zone, parted by "|",
// one that ends in _length a number of minutes: the texts name them without that ending.
var values = map[Kind][]string{
	CertificateIssued:   {"course"},
	CertificateRevoked:  {"course"},
	CertificateEnds:     {"course", "until_date"},
	QuestionAnswered:    {"course", "question", "answer"},
	EssayMarked:         {"course", "quiz"},
	ResultChanged:       {"course", "quiz"},
	MarkChanged:         {"course", "quiz", "reason"},
	DeadlineComing:      {"course", "due_date"},
	DeadlineOver:        {"course", "due_date"},
	CourseAssigned:      {"course", "organisation"},
	CourseAssignedUntil: {"course", "organisation", "due_date"},
	CourseRevised:       {"course"},
	WebinarRegistered:   {"webinar", "when_moment"},
	WebinarWaiting:      {"webinar", "when_moment"},
	WebinarPromoted:     {"webinar", "when_moment"},
	WebinarChanged:      {"webinar", "when_moment", "lasts_length", "before_webinar", "before_moment", "before_lasts_length"},
	WebinarSoon:         {"webinar", "when_moment"},
	WebinarCancelled:    {"webinar", "when_moment"},
	WebinarThanks:       {"webinar"},
	WebinarCredit:       {"webinar", "course"},
	WebinarRemoved:      {"webinar", "when_moment"},
	EditionSeat:         {"edition", "course", "from_date"},
	EditionWaiting:      {"edition", "course", "from_date"},
	EditionPromoted:     {"edition", "course", "from_date"},
	EditionRefused:      {"edition", "course"},
	EditionRemoved:      {"edition", "course"},
	EditionSoon:         {"edition", "course", "when_moment", "place"},
	EditionMoved:        {"edition", "course", "before_moment", "when_moment"},
	EditionChanged:      {"edition", "course"},
	EditionCancelled:    {"edition", "course", "reason"},
	EditionNews:         {"edition", "course", "news"},
	EditionAsked:        {"edition", "course"},
	RegisterWaiting:     {"edition", "course", "when_moment"},
	SessionWebinarMoved: {"edition", "course", "webinar", "when_moment", "starts_moment"},
	SessionWebinarOff:   {"edition", "course", "webinar", "when_moment"},
	RecordingGoes:       {"webinar", "until_date"},
	AdhesionEnds:        {"organisation", "until_date"},
	PeopleDue:           {"organisation", "late", "soon"},
	PersonErased:        {"organisation", "on_date"},
	OutsideAccepted:     {"title", "hours_length"},
	OutsideCorrected:    {"title", "filed_length", "hours_length", "reason"},
	OutsideRefused:      {"title", "reason"},
	OutsideCancelled:    {"title", "reason"},
	OutsideWaiting:      {"organisation"},
	OutsideShared:       {"organisation", "title"},
	CardLocked:          {"class", "card"},
	CardsTried:          {"class"},
	EssayWaiting:        {"course", "quiz"},
	QuestionAsked:       {"course", "question"},
	JobFailed:           {"kind_key"},
	BackupFailed:        {"when_date"},
}

// Values are the names of what the texts of a kind need.
func Values(k Kind) []string { return values[k] }

// Group is what a person chooses about: kinds that belong together in the reader's eyes.
type Group string

// The groups. Their names are the keys notice.group.GROUP and, in mails and addresses, their own.
const (
	Decisions    Group = "decisions"
	Certificates Group = "certificates"
	Marks        Group = "marks"
	Answers      Group = "answers"
	Deadlines    Group = "deadlines"
	Courses      Group = "courses"
	Webinars     Group = "webinars"
	Classes      Group = "classes"
	Members      Group = "members"
	Hours        Group = "hours"
	Cards        Group = "cards"
	Marking      Group = "marking"
	Questions    Group = "questions"
	Adhesions    Group = "adhesions"
	Operation    Group = "operation"
	Safety       Group = "safety"
)

// rule says how a group reaches people who chose nothing, and whether they can choose.
type rule struct {
	group  Group
	usual  Way
	locked bool         // law or safety asks that everybody concerned is told
	act    accounts.Act // who gets such notices; empty: everybody
	own    bool         // only who may do the act in an organisation
	kinds  []Kind
}

// rules are the groups in the order in which people see them. Few mails: what was asked for and what cannot wait come by mail,
// the rest waits for a digest or for the next visit. Decisions that take something away, or change it, must reach whom
// they concern (law 241/1990, art. 21-bis); a backup that failed puts everybody's data at risk (GDPR, art. 32).
var rules = []rule{
	{Decisions, AtOnce, true, "", false, []Kind{CertificateRevoked, ResultChanged, MarkChanged, OutsideCorrected, OutsideRefused, OutsideCancelled}},
	{Certificates, AtOnce, false, "", false, []Kind{CertificateIssued, CertificateEnds}},
	{Hours, AtOnce, false, "", false, []Kind{OutsideAccepted}},
	{Marks, AtOnce, false, "", false, []Kind{EssayMarked}},
	{Answers, AtOnce, false, "", false, []Kind{QuestionAnswered}},
	{Deadlines, AtOnce, false, "", false, []Kind{CourseAssigned, CourseAssignedUntil, DeadlineComing, DeadlineOver}},
	{Courses, PageOnly, false, "", false, []Kind{CourseRevised}},
	{Webinars, AtOnce, false, "", false, []Kind{WebinarRegistered, WebinarWaiting, WebinarPromoted, WebinarChanged, WebinarSoon, WebinarCancelled, WebinarRemoved, WebinarThanks, WebinarCredit, RecordingGoes}},
	{Classes, AtOnce, false, "", false, []Kind{EditionSeat, EditionWaiting, EditionPromoted, EditionRefused, EditionRemoved, EditionSoon, EditionMoved, EditionChanged, EditionCancelled, EditionNews, EditionAsked, RegisterWaiting,
		SessionWebinarMoved, SessionWebinarOff}},
	{Members, AtOnce, false, accounts.SeeMembers, true, []Kind{PeopleDue, OutsideWaiting, OutsideShared, PersonErased}},
	{Cards, AtOnce, false, accounts.HoldClasses, true, []Kind{CardLocked, CardsTried}},
	{Marking, Daily, false, accounts.ManageOwnCourses, false, []Kind{EssayWaiting}},
	{Questions, Daily, false, accounts.ManageOwnCourses, false, []Kind{QuestionAsked}},
	{Adhesions, Daily, false, accounts.ManageOrganisations, false, []Kind{AdhesionEnds}},
	{Operation, Daily, false, accounts.SeeJobs, false, []Kind{JobFailed}},
	{Safety, AtOnce, true, accounts.SeeJobs, false, []Kind{BackupFailed}},
}

// GroupOf is the group of a kind, empty for a kind that there is not.
func GroupOf(k Kind) Group {
	for _, r := range rules {
		if slices.Contains(r.kinds, k) {
			return r.group
		}
	}
	return ""
}

func ruleOf(g Group) (rule, bool) {
	i := slices.IndexFunc(rules, func(r rule) bool { return r.group == g })
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

// Locked tells whether law or safety leaves no choice about the group.
func Locked(g Group) bool {
	r, _ := ruleOf(g)
	return r.locked
}

// Kinds are all kinds, by group.
func Kinds() []Kind {
	var all []Kind
	for _, r := range rules {
		all = append(all, r.kinds...)
	}
	return all
}
