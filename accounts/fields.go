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

// languages are those that a person may choose, the academy's own first. A test holds them against the texts'.
var languages = []string{"it", "en", "de", "fr", "sl"}
