package notifications

import "aula/internal/personal"

// Personal is what notifications hold about people: what they were told, and how they want to be told.
var Personal = []personal.Holding{
	{
		Collection: "notices", Ways: []personal.Way{personal.User("person")},
		Shown:   []string{"kind", "mail", "created", "read"},
		Secrets: []string{"key", "values", "link", "about", "stopped"}, // they may name others
		Purpose: personal.Contact, Basis: personal.Task, Kept: personal.Days, Erasure: personal.Delete,
	},
	{
		Collection: "notice_choices", Ways: []personal.Way{personal.User("person")},
		Shown:   []string{"topic", "way", "updated"},
		Purpose: personal.Contact, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
}
