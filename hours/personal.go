package hours

import "aula/internal/personal"

// Personal is what the ledger says about people. It proves their training, and what their employers report of it, when accounts have gone.
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
}
