package recordings

import "aula/internal/personal"

// Personal is what recordings hold about people. A film holds whoever spoke and showed themselves in a room in which the recording was
// announced: it is of the webinar, and nothing in it leads to an account.
var Personal = []personal.Holding{
	{
		Collection: Collection, Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Keep, Why: "film",
	},
	{
		Collection: Publications, Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Course, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: Watchings, Ways: []personal.Way{personal.Of("enrolment", "enrolments", "user")},
		Shown:   []string{"lesson", "spans", "credit", "heard", "opened", "created"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
}
