package accounts

// Collection is the collection of people.
const Collection = "users"

const (
	fieldRole   = "role"
	fieldGiven  = "given_name"
	fieldFamily = "family_name"
	fieldLocale = "locale"
	fieldSize   = "text_size"
)
