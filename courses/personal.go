package courses

import "aula/internal/personal"

// Personal is what courses hold about people: who studies what and how far they are. What counts stays, naming nobody.
var Personal = []personal.Holding{
	{
		Collection: "enrolments", Ways: []personal.Way{personal.User("user")},
		Shown:   []string{"course", "edition", "cycle", "percent", "completed", "rated", "last_lesson", "due", "created", "updated"},
		Secrets: []string{"due_change", "due_before", "due_own_before", "reminded"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "fulfilments", Ways: []personal.Way{personal.Of("enrolment", "enrolments", "user")},
		Shown:   []string{"requirement", "evidence", "created"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "lesson_questions", Ways: []personal.Way{personal.User("user")}, Mentions: []personal.Way{personal.User("answered_by")},
		Shown:   []string{"course", "lesson", "text", "answer", "created", "answered"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "assignments", Ways: []personal.Way{personal.User("user")},
		Shown:   []string{"organisation", "course", "due", "created", "withdrawn"},
		Purpose: personal.Staffing, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "courses", Mentions: []personal.Way{personal.User("owner")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Ever, Erasure: personal.Keep, Why: "works",
	},
}

// Impersonal are the collections that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: "lessons", Why: "what is taught"},
	{Collection: "course_files", Why: "what is taught"},
	{Collection: "ratings", Why: "nothing in a rating leads to whose it is: enrolments note only that one was given"},
}
