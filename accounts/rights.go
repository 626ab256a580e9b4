package accounts

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Role is what someone is in the academy. Who has none is a learner.
type Role string

// The roles. Staff may do what authors and hosts may, administrators what staff may.
const (
	Learner       Role = "learner"
	Author        Role = "author"
	Host          Role = "host"
	Staff         Role = "staff"
	Administrator Role = "administrator"
)

// Roles are all roles, from the least to the most trusted.
var Roles = []Role{Learner, Author, Host, Staff, Administrator}

// Act is something that only some may do.
type Act string

// What is not free to everyone. What anyone signed in may do with their own things needs no act.
const (
	OpenManage          Act = "open manage"          // see the area of those who run the academy
	ManageOwnCourses    Act = "manage own courses"   // import, publish and withdraw courses that they own
	ManageAllCourses    Act = "manage all courses"   // the same with anybody's
	PreviewCourses      Act = "preview courses"      // read a draft; authors their own only, see MayManageCourse
	SeeLearners         Act = "see learners"         // who is enrolled in any course, and how far; authors: MayManageCourse
	AnswerQuestions     Act = "answer questions"     // of any course's learners; authors: MayManageCourse
	MarkAnswers         Act = "mark answers"         // essays, in courses that they manage, see MayManageCourse
	PlanWebinars        Act = "plan webinars"        // of their own: whoever plans one hosts it
	ManageWebinars      Act = "manage webinars"      // plan any webinar and see who is registered; hosts: webinars.MayManage
	SeeResults          Act = "see results"          // attempts of quizzes, in courses that they manage
	GrantExtras         Act = "grant extras"         // more time and tries for a person, in courses that they manage
	SeeRatings          Act = "see ratings"          // of any course; authors: MayManageCourse
	SeeCertificates     Act = "see certificates"     // anybody's PDF, and the list of all
	RevokeCertificates  Act = "revoke certificates"  // with a reason that stays
	CorrectNames        Act = "correct certificates" // issue again under a corrected name
	ManageCentre        Act = "manage centre"        // name, logo, addresses, mail
	SeePeople           Act = "see people"           // list and search all accounts
	ManageRoles         Act = "manage roles"         // say who is what
	SeeJobs             Act = "see jobs"             // mails and documents that wait or failed
	ManageBackups       Act = "manage backups"       // see when the academy was backed up, and ask for a backup
	SeeAudit            Act = "see audit"            // what people with power did
	ManageSignIn        Act = "manage sign-in"       // by whom people may be vouched for when they come in
	ManageOrganisations Act = "manage organisations" // the bodies that the academy serves, their adhesions and service cards
	SeeMembers          Act = "see members"          // who belongs to an organisation, what they completed, and their hours: never answers or marks
	ManageMembers       Act = "manage members"       // invite, import and retire an organisation's people
	NameReferents       Act = "name referents"       // say who answers for an organisation
	AssignCourses       Act = "assign courses"       // to an organisation's people, until a day
	ManagePrivacy       Act = "manage privacy"       // retention, register of processing, notices, packages for preservation
	ManageEditions      Act = "manage editions"      // plan runs of any course and say who is in; authors: MayManageCourse; in an organisation: its own
	HoldClasses         Act = "hold classes"         // of editions in which they are named, see classes.MayHold; in an organisation: its own
	ValidateHours       Act = "validate hours"       // decide on training elsewhere that an organisation's people file
	LookAs              Act = "look as"              // see the academy as somebody does who may do no more, see Actor.MayLookAs
)

// right is who may do an act: by the role in the centre, whatever it is about; and by the role in an organisation, to what is its own.
type right struct {
	centre []Role
	own    []MembershipRole
}

var (
	authors        = []Role{Author, Staff, Administrator}
	hosts          = []Role{Host, Staff, Administrator}
	everyRole      = []Role{Author, Host, Staff, Administrator}
	staff          = []Role{Staff, Administrator}
	administration = []Role{Administrator}
	referents      = []MembershipRole{Referent}
	facilitators   = []MembershipRole{Facilitator}
	organisers     = []MembershipRole{Referent, Facilitator}
)

// rights is the one place that says who may do what.
var rights = map[Act]right{
	OpenManage:          {centre: everyRole},
	ManageOwnCourses:    {centre: authors},
	PreviewCourses:      {centre: staff},
	ManageAllCourses:    {centre: staff},
	SeeLearners:         {centre: staff},
	AnswerQuestions:     {centre: staff},
	MarkAnswers:         {centre: authors},
	PlanWebinars:        {centre: hosts},
	ManageWebinars:      {centre: staff},
	SeeResults:          {centre: authors},
	GrantExtras:         {centre: authors},
	SeeRatings:          {centre: staff},
	SeeCertificates:     {centre: staff},
	RevokeCertificates:  {centre: staff},
	CorrectNames:        {centre: staff},
	ManageCentre:        {centre: administration},
	SeePeople:           {centre: administration},
	ManageRoles:         {centre: administration},
	SeeJobs:             {centre: administration},
	ManageBackups:       {centre: administration},
	SeeAudit:            {centre: staff},
	ManageSignIn:        {centre: administration},
	ManageOrganisations: {centre: staff},
	SeeMembers:          {centre: staff, own: referents},
	ManageMembers:       {centre: staff, own: referents},
	NameReferents:       {centre: staff},
	AssignCourses:       {centre: staff, own: referents},
	ManagePrivacy:       {centre: administration},
	ManageEditions:      {centre: staff, own: organisers},
	HoldClasses:         {centre: hosts, own: facilitators},
	ValidateHours:       {centre: staff, own: referents},
	LookAs:              {centre: staff},
}

// Allows tells whether r may do act anywhere. An act that the table does not know is allowed to nobody.
func (r Role) Allows(act Act) bool { return slices.Contains(rights[act].centre, r) }

// RoleOf returns a person's role. Records of other collections have none, except that a superuser,
// who runs the machine, counts as an administrator.
func RoleOf(user *core.Record) Role {
	switch {
	case user == nil:
		return ""
	case user.IsSuperuser():
		return Administrator
	case user.Collection().Name != Collection:
		return ""
	}
	if r := Role(user.GetString(fieldRole)); slices.Contains(Roles, r) {
		return r
	}
	return Learner
}

// Allowed tells whether user may do act. Nobody, that is nil, may do nothing.
func Allowed(user *core.Record, act Act) bool { return RoleOf(user).Allows(act) }

// MayManageCourse tells whether user may change, preview and look into the course that ownerID owns:
// authors their own, staff and administrators all. A course without an owner is the staff's.
func MayManageCourse(user *core.Record, ownerID string) bool {
	if Allowed(user, ManageAllCourses) {
		return true
	}
	return Allowed(user, ManageOwnCourses) && ownerID != "" && user.Id == ownerID
}
