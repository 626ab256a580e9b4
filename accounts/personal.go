package accounts

import "aula/internal/personal"

// Personal is what accounts hold about people. An account's identities, memberships, sessions and factors go with it.
var Personal = []personal.Holding{
	{
		Collection: Collection, Ways: []personal.Way{personal.User("id")},
		Shown: []string{
			"given_name", "family_name", "email", "verified", "role", "locale", "text_size", "tax_code", "tax_proven", "created", "updated",
		},
		Secrets: []string{"password", "tokenKey", "tax_mark", "factor_asked", "card_until"},
		Purpose: personal.Access, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "sessions", Ways: []personal.Way{personal.User("user")}, Mentions: []personal.Way{personal.User("looks_as")},
		Shown:   []string{"agent", "created", "last_seen", "expires"},
		Secrets: []string{"token_hash", "federated", "factor", "proven", "looks_until", "card", "over", "shared"},
		Purpose: personal.Access, Basis: personal.Task, Kept: personal.Session, Erasure: personal.Delete,
	},
	{
		Collection: identities, Ways: []personal.Way{personal.User(fieldUser)},
		Shown:   []string{"kind", "issuer", "subject", "opened", "created"},
		Purpose: personal.Access, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "second_factors", Ways: []personal.Way{personal.User("user")},
		Shown:   []string{"kind", "name", "used", "created"},
		Secrets: []string{"secret", "credential_id", "credential", "step"},
		Purpose: personal.Access, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: memberships, Ways: []personal.Way{personal.User(fieldUser)},
		Shown: []string{"organisation", "role", "office", "called", "from", "until", "invited", "accepted"}, Secrets: []string{"listed"},
		Purpose: personal.Staffing, Basis: personal.Task, Kept: personal.Account, Erasure: personal.Delete,
	},
	{
		Collection: "spid_log", Secrets: []string{"sealed"},
		Purpose: personal.Access, Basis: personal.Law, Kept: personal.TwoYears, Erasure: personal.Keep, Why: "spid",
	},
}

// Impersonal are the collections of accounts that say nothing about people.
var Impersonal = []personal.Impersonal{
	{Collection: "spid_providers", Why: "identity providers, as the state lists them"},
	{Collection: "oidc_providers", Why: "identity providers, and the academy's own secret with them"},
}
