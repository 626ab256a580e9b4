package hours

import "aula/internal/personal"

// Personal is what the ledger and what leads to it say about people. Entries and statements prove their training, and what their employers report
// of it, when accounts have gone; what was filed with a document goes with the account.
var Personal = []personal.Holding{
	{
		Collection: "hours_entries", Ways: []personal.Way{personal.User("person")}, Mentions: []personal.Way{personal.User("by")},
		Shown:   []string{"year", "day", "minutes", "area", "compulsory", "source", "title", "reason", "created"},
		Purpose: personal.Proof, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "hours",
	},
	{
		Collection: "hours_totals", Ways: []personal.Way{personal.User("person")}, Shown: []string{"year", "area", "compulsory", "minutes"},
		Purpose: personal.Proof, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "hours",
	},
	{
		Collection: "hours_holders", Ways: []personal.Way{personal.User("person")},
		Purpose: personal.Proof, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "hours",
	},
	{
		Collection: StatementCollection, Ways: []personal.Way{personal.User("person")},
		Shown: []string{"number", "year", "issued", "facts", "sha256", "pdf"}, Secrets: []string{"digest"},
		Purpose: personal.Proof, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "statement",
	},
	{
		Collection: OutsideCollection, Ways: []personal.Way{personal.User(fieldUser)}, Mentions: []personal.Way{personal.User(fieldBy)},
		Shown:   []string{"title", "holder", "from", "until", "minutes", "area", "compulsory", "state", "reason", "organisation", "created", "name", "type", "size", "file"},
		Secrets: []string{"sha256", "shared", "revision"},
		Purpose: personal.Proof, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
}
