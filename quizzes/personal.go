package quizzes

import "aula/internal/personal"

// Personal is what quizzes hold about people. Erase strikes out what they gave in their own words; the rest counts and names nobody.
var Personal = []personal.Holding{
	{
		Collection: "attempts", Ways: []personal.Way{personal.User("user")},
		Shown:   []string{"quiz", "number", "state", "created", "submitted", "answers", "certainty", "score", "max", "passed", "extra"},
		Secrets: []string{"drawn", "result", "checked"}, // what was right is told by the quiz's own rules
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "attachments", Ways: []personal.Way{personal.Of("attempt", "attempts", "user")},
		Shown:   []string{"question", "name", "type", "size", "created", "file"},
		Secrets: []string{"sha256"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "markings", Ways: []personal.Way{personal.Of("attempt", "attempts", "user")}, Mentions: []personal.Way{personal.User("marker")},
		Shown: []string{"question", "round", "score", "comment", "final"}, Erased: []string{"comment", "reason"},
		Secrets: []string{"criteria", "held"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "accommodations", Ways: []personal.Way{personal.User("user")}, Mentions: []personal.Way{personal.User("granted_by")},
		Shown:   []string{"course", "time_percent", "tries", "created"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "regrades", Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Course, Erasure: personal.Keep, Why: "works",
	},
}

// Impersonal are the collections that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: "quizzes", Why: "what is asked"},
	{Collection: "questions", Why: "what is asked"},
}
