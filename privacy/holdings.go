package privacy

import (
	"slices"

	"aula/accounts"
	"aula/certificates"
	"aula/classes"
	"aula/courses"
	"aula/hours"
	"aula/internal/audit"
	"aula/internal/backups"
	"aula/internal/personal"
	"aula/notifications"
	"aula/organisations"
	"aula/quizzes"
	"aula/recordings"
	"aula/webinars"
)

// operations are holdings of what stands below the domain, and this package's own.
var operations = []personal.Holding{
	{
		Collection: audit.Collection,
		Ways:       []personal.Way{{Field: "object", Also: "[[kind]] = 'person'"}}, Mentions: []personal.Way{personal.User("by")},
		Shown:   []string{"at", "act"},
		Purpose: personal.Running, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "audit",
	},
	{
		Collection: "jobs", Purpose: personal.Running, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Keep, Why: "queue",
	},
	{
		Collection: backups.Erasures, Ways: []personal.Way{personal.User("person")},
		Purpose: personal.Running, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "erasures",
	},
	{
		Collection: exports, Ways: []personal.Way{personal.User("user")},
		Shown: []string{"state", "created", "until", "bytes"}, Secrets: []string{"done", "total", "locale"},
		Purpose: personal.Running, Basis: personal.Law, Kept: personal.Days, Erasure: personal.Delete,
	},
	{
		Collection: Notices, Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Running, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: "_superusers", Secrets: []string{"password", "tokenKey"},
		Purpose: personal.Running, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Keep, Why: "operators",
	},
}

// impersonal are what stands below the domain and says nothing about people, and what PocketBase keeps for minutes and takes along itself.
var impersonal = []personal.Impersonal{
	{Collection: backups.Collection, Why: "when the academy was backed up, and where to"},
	{Collection: Retention, Why: "for how many days the centre keeps what"},
	{Collection: Register, Why: "what the centre says of itself in the register of processing"},
	{Collection: "_mfas", Why: "steps of a sign-in through PocketBase's API; goes with the account"},
	{Collection: "_otps", Why: "codes of a sign-in through PocketBase's API; goes with the account"},
	{Collection: "_externalAuths", Why: "not used; goes with the account"},
	{Collection: "_authOrigins", Why: "not used; goes with the account"},
}

// Holdings is what the academy holds about people, in the order in which it is shown.
func Holdings() []personal.Holding {
	return slices.Concat(accounts.Personal, courses.Personal, quizzes.Personal, webinars.Personal, classes.Personal, recordings.Personal, certificates.Personal, hours.Personal,
		notifications.Personal, organisations.Personal, operations)
}

// Nothing is what the packages say that it says nothing about people.
func Nothing() []personal.Impersonal {
	return slices.Concat(accounts.Impersonal, courses.Impersonal, quizzes.Impersonal, webinars.Impersonal, classes.Impersonal, certificates.Impersonal,
		organisations.Impersonal, impersonal)
}
