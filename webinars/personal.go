package webinars

import "aula/internal/personal"

// theirs are the ways to the rows of who is meant in a room: a registration, or a host or presenter without one. See Participant.
func theirs(field string) []personal.Way {
	return []personal.Way{personal.Of(field, Registrations, "user"), {Field: field, Prefix: "u"}}
}

// Personal is what webinars hold about people. What was said stays in the record of the room without whose it was, and without the words.
var Personal = []personal.Holding{
	{
		Collection: Collection,
		Mentions:   []personal.Way{personal.User("owner"), {Field: "hosts", Crew: true}, {Field: "presenters", Crew: true}},
		Purpose:    personal.Teaching, Basis: personal.Task, Kept: personal.Ever, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: Registrations, Ways: []personal.Way{personal.User("user")}, Saved: true,
		Shown:  []string{"webinar", "name", "email", "locale", "state", "role", "asked", "promoted", "cancelled", "removed", "remind", "news", "thanked"},
		Erased: []string{"name", "email", "devices", "code_hash"}, Secrets: []string{"devices", "code_hash", "code_until", "code_tries", "version"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "calendar_addresses", Ways: []personal.Way{personal.User("user")}, Shown: []string{"created", "updated"},
		Secrets: []string{"version"},
		Purpose: personal.Contact, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "webinar_presences", Ways: append(theirs("person"), personal.User("user")),
		Shown: []string{"webinar", "name", "joined", "left"}, Erased: []string{"name", "user"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "register",
	},
	{
		Collection: "webinar_attendances", Ways: append(theirs("person"), personal.User("user")),
		Shown: []string{"webinar", "name", "joined", "left", "seconds", "scheduled", "percent", "present", "corrected"}, Erased: []string{"name", "user"},
		Purpose: personal.Proof, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "register",
	},
	{
		Collection: "webinar_corrections", Ways: theirs("person"), Mentions: []personal.Way{{Field: "by", Name: "by_name"}},
		Shown: []string{"webinar", "minutes", "reason", "at"}, Struck: []string{"reason"},
		Purpose: personal.Proof, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "register",
	},
	{
		Collection: "webinar_messages", Ways: theirs("person"), Shown: []string{"webinar", "name", "text", "to", "at", "removed"},
		Erased: []string{"name"}, Struck: []string{"text"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Anonymise, Why: "record",
	},
	{
		Collection: "webinar_questions", Ways: theirs("person"), Shown: []string{"webinar", "name", "text", "at", "answered"},
		Erased: []string{"name"}, Struck: []string{"text"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Anonymise, Why: "record",
	},
	{
		Collection: "webinar_votes", Ways: theirs("person"), Shown: []string{"question", "at"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "webinar_ballots", Ways: theirs("person"), Shown: []string{"poll", "options", "at"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "counts",
	},
	{
		Collection: "webinar_events", Ways: theirs("person"), Shown: []string{"webinar", "kind", "name", "at"},
		Erased: []string{"name", "data"}, Secrets: []string{"data"},
		Purpose: personal.Running, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Anonymise, Why: "record",
	},
	{
		Collection: "webinar_captions", Ways: theirs("person"), Shown: []string{"webinar", "language", "text", "at"},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Anonymise, Why: "works",
	},
	{
		Collection: "webinar_polls", Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: "webinar_decks", Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Teaching, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Keep, Why: "works",
	},
	{
		Collection: "webinar_media_tokens", Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Running, Basis: personal.Task, Kept: personal.Webinar, Erasure: personal.Keep, Why: "works",
	},
}

// Impersonal are the collections that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: "webinar_deck_pages", Why: "pictures of slides"},
}
