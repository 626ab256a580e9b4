package classes

import "aula/internal/personal"

// Personal is what classes hold about people. Who was in an edition counts after the account has gone, without a name.
var Personal = []personal.Holding{
	{
		Collection: Collection, Mentions: []personal.Way{{Field: "facilitators", Roll: "edition_crew"}},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Course, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: Seats, Ways: []personal.Way{personal.User("user")}, Mentions: []personal.Way{personal.User("by")},
		Shown: []string{"edition", "state", "created", "updated"}, Erased: []string{"by"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Course, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: Presences, Ways: []personal.Way{personal.User("user")}, Mentions: []personal.Way{personal.User("by"), personal.User("withdrawn_by")},
		Shown: []string{"session", "channel", "from", "until", "reason", "withdrawn", "created"}, Erased: []string{"by", "withdrawn_by", "reason"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Course, Erasure: personal.Anonymise, Why: "counts",
	}, {
		Collection: cards, Ways: []personal.Way{personal.User(fieldCardUser)},
		Shown:   []string{"edition", "number", "code", "created", "printed", "locked", "ended", "vouches", "voucher", "consent", "consent_back"},
		Secrets: []string{"secret_hash", "pin_hash", "full_view", "failures", "failed"},
		Purpose: personal.Access, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
}

// Impersonal is what classes hold of nobody.
var Impersonal = []personal.Impersonal{
	{Collection: cardDesks, Why: "whether a class is for children, and which school or guardian vouches for them"},
	{Collection: Sessions, Why: "when and where an edition meets"},
}
