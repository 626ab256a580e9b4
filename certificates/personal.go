package certificates

import "aula/internal/personal"

// Personal is what certificates say about people. They are acts: whoever has the code relies on them, also when the account has gone.
var Personal = []personal.Holding{
	{
		Collection: Collection, Ways: []personal.Way{personal.User(fieldUser)},
		Shown:   []string{"number", "code", "state", "issued", "ended", "reason", "facts", "sha256", "pdf"},
		Secrets: []string{fieldReminded},
		Purpose: personal.Proof, Basis: personal.Law, Kept: personal.Ever, Erasure: personal.Keep, Why: "certificate",
	},
}

// Impersonal are the collections that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: Logos, Why: "emblems of bodies, as they were when certificates were drawn"},
}
