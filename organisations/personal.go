package organisations

import "aula/internal/personal"

// Personal is what the register of organisations says about people: who signs for a body, and where it is reached.
var Personal = []personal.Holding{
	{
		Collection: Collection, Purpose: personal.Staffing, Basis: personal.Task, Kept: personal.Ever, Erasure: personal.Keep, Why: "office",
	},
	{
		Collection: "centre", Purpose: personal.Running, Basis: personal.Task, Kept: personal.Ever, Erasure: personal.Keep, Why: "office",
	},
	{
		Collection: "service_states", Mentions: []personal.Way{personal.User("by")},
		Purpose: personal.Running, Basis: personal.Task, Kept: personal.Ever, Erasure: personal.Keep, Why: "works",
	},
}

// Impersonal are the collections that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: "union_members", Why: "which comuni a unione has"},
	{Collection: "adhesions", Why: "acts by which bodies join: public documents"},
}
